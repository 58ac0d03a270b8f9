"""Officers, posts, organisations, sign-in (人员、岗位、机构、登录).

An **account** belongs to an officer of a registration office, to an agent (经办人) of an
organisation or to a citizen. Officers hold **posts** (岗位) in departments (部室); a post carries
permissions. Grounds: 《不动产登记暂行条例》第11条 (staff with professional knowledge),
《个人信息保护法》第51条 (access by need, operations recorded).
"""
