"""The model, pure: `inputs` (the district as numbers), `arrivals` (who calls when), `model` (what happens), `statistics`, `changes`, `study`, `picture`."""
