"""Where the zones stand on the schematic map: one tile a province, (row, column), north up; a layout, no borders."""

TILES = {
    "heilongjiang": (1, 8),
    "xinjiang": (2, 1), "liaoning": (2, 7),
    "beijing": (3, 5), "tianjin": (3, 6),
    "shaanxi": (4, 3), "hebei": (3, 4), "shandong": (4, 6), "henan": (4, 4), "jiangsu": (4, 7),
    "sichuan": (5, 2), "chongqing": (5, 3), "hubei": (5, 4), "anhui": (5, 5), "zhejiang": (5, 6), "shanghai": (5, 7),
    "yunnan": (6, 2), "hunan": (6, 4), "fujian": (6, 6),
    "guangxi": (7, 3), "guangdong": (7, 4),
    "hainan": (8, 3),
}
