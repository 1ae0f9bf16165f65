"""学习: a type suggestion learned from the district's own closed cases, beside the keyword rules that stay the default.

Trained by `shaoxiang learn` (extra `[ml]`), switched on by an administrator, read with numpy alone. Without a model, or with one that
cannot be read, the rules answer. Serves 事项分类; stands on cases and below; duties asks it through a seam (ADR 0017).
"""
