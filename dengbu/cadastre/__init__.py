"""Parcels (宗地), buildings (自然幢), units (不动产单元) and their geometry.

What lies where, how large it is and how it is numbered: the physical half of a real-estate unit, as
the cadastral survey (权籍调查) finds it before anything is registered (《不动产登记暂行条例》第8条:
the unit is the basis of registration and has one code). Terms: ISO 19152 `LA_SpatialUnit` and
`LA_SpatialSource`, national tables ZDJBXX, ZRZ and H; codes by GB/T 37346-2019. Rights are the
register's matter and are not known here. Others use `dengbu.cadastre.api` only.
"""
