"""人民调解: voluntary mediation of disputes between residents (人民调解法). Free of charge, confidential, ended whenever a party says so.

Who mediates is a person in a post whom both parties accept; agreements are oral and noted, or written and issued; what failed ends with
advice on the other ways; danger is told to the police at once and never waits for a form. Stands on cases and below; cases do not know it.
"""
