"""力量: 下沉 forces as rows (全部下沉, 区域派驻, 哨响即到) and their teams; fills `Carrier`. Stands on cases and below; their life comes later."""
