"""征求意见: one request of a street's opinion for the seven powers; silence is never consent. Stands on institutions (R2 art. 11, 23; L16)."""
