"""三定: functions, offices, quotas and posts of each unit in one adopted document, and who answers for each duty by name. Stands on duties and staffing."""
