"""赋权: powers handed to streets, from proposal through the check of capacity to use, evaluation and recall."""
