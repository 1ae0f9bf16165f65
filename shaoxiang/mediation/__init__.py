"""人民调解: voluntary mediation of disputes (人民调解法). Stands on cases, grids and below."""
