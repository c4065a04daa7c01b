"""Where the zones stand on the schematic map: one tile a province, (row, column, ISO 3166-2 code), north up; a layout, no borders."""

TILES = {
    "heilongjiang": (1, 8, "HL"),
    "xinjiang": (2, 1, "XJ"), "liaoning": (2, 7, "LN"),
    "beijing": (3, 5, "BJ"), "tianjin": (3, 6, "TJ"),
    "shaanxi": (4, 3, "SN"), "hebei": (3, 4, "HE"), "shandong": (4, 6, "SD"), "henan": (4, 4, "HA"), "jiangsu": (4, 7, "JS"),
    "sichuan": (5, 2, "SC"), "chongqing": (5, 3, "CQ"), "hubei": (5, 4, "HB"), "anhui": (5, 5, "AH"), "zhejiang": (5, 6, "ZJ"), "shanghai": (5, 7, "SH"),
    "yunnan": (6, 2, "YN"), "hunan": (6, 4, "HN"), "fujian": (6, 6, "FJ"),
    "guangxi": (7, 3, "GX"), "guangdong": (7, 4, "GD"),
    "hainan": (8, 3, "HI"),
}
