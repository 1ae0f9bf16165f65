"""产品意见: what users say about the product itself, and its answer. Stands on institutions and the kernel."""
