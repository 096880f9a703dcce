x = 1


def zonal_table(): ...
