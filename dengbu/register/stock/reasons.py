"""Why rows are not taken: one closed list, a plain Chinese sentence each."""

from enum import StrEnum, unique


@unique
class Reason(StrEnum):
    """Codes of quarantined rows; the value equals the name and never changes its meaning."""

    ENCODING = "ENCODING"  # bytes that are no text in the encoding given
    NUL = "NUL"  # a NUL or another control character
    RAGGED = "RAGGED"  # more or fewer values than columns
    REQUIRED = "REQUIRED"  # no value where one is needed
    TOO_LONG = "TOO_LONG"  # longer than the standard or our column takes
    NUMBER_FORMAT = "NUMBER_FORMAT"  # no number, too large, or with too many decimals
    DECIMALS = "DECIMALS"  # an amount with a part of a cent
    AMOUNT_UNIT = "AMOUNT_UNIT"  # so small or large an amount that its unit is in doubt
    DATE_FORMAT = "DATE_FORMAT"  # no real day or instant
    DATE_RANGE = "DATE_RANGE"  # before 1949, still to come, or in the wrong order
    CODE_LIST = "CODE_LIST"  # not in its code list
    UNIT_CODE_FORMAT = "UNIT_CODE_FORMAT"  # not a unit code, GB/T 37346
    AMOUNT = "AMOUNT"  # a figure that must be above 0 and is not
    UNIT_UNKNOWN = "UNIT_UNKNOWN"  # no such unit in the cadastre
    OFFICE = "OFFICE"  # of an office that is not imported, or the unit is of another
    DUPLICATE = "DUPLICATE"  # the same row twice
    CASE_DISAGREES = "CASE_DISAGREES"  # rows of one case tell of different entries
    CASE_IN_REGISTER = (
        "CASE_IN_REGISTER"  # the case stands without this right, or with another office
    )
    TWO_CURRENT = "TWO_CURRENT"  # two current titles of one unit
    CHAIN_BROKEN = "CHAIN_BROKEN"  # does not follow what it should
    NO_TITLE = "NO_TITLE"  # rests on a title that is not there
    END_UNKNOWN = "END_UNKNOWN"  # historic, and nothing says what followed
    END_DISAGREES = "END_DISAGREES"  # said to stand and to have ended
    NO_HOLDER = "NO_HOLDER"  # a right without the people whom it needs
    IDENTITY_NO = (
        "IDENTITY_NO"  # check digit, birthday or form of a paper's number, GB 11643, 32100
    )
    NO_RIGHT = "NO_RIGHT"  # belongs to a right that is not in the files
    SHARE_FORMAT = "SHARE_FORMAT"  # not an exact fraction
    SHARE_SUM = "SHARE_SUM"  # shares do not sum to exactly 1
    CO_OWNERSHIP = "CO_OWNERSHIP"  # holders and the way they hold do not fit
    CERTIFICATE_TAKEN = "CERTIFICATE_TAKEN"  # its number is another's
    CERTIFICATE_AHEAD = "CERTIFICATE_AHEAD"  # our counter would give its number again
    RANK_TAKEN = "RANK_TAKEN"  # two in one place
    LATER_IN_REGISTER = "LATER_IN_REGISTER"  # the unit has later entries already
    SUMS = "SUMS"  # parts of a figure that do not add up
    TOO_MANY = "TOO_MANY"  # more entries in a case, or people in a right, than can be held
    GEOMETRY = "GEOMETRY"  # no area, or none that can be read
    ROOM_TAKEN = "ROOM_TAKEN"  # the cadastre has another unit in this room
    NO_PLACE = "NO_PLACE"  # its parcel or building is not there
    FINISHED = "FINISHED"  # being built, and registered as a house
    LAND_NOT_CHARGED = "LAND_NOT_CHARGED"  # being built, and its land does not secure the debt
    NOT_CONTRACTED = "NOT_CONTRACTED"  # an operation right on land that nobody has by contract
    NOT_LAND = "NOT_LAND"  # common parts on a unit that is not land
    ENTERED_TWICE = "ENTERED_TWICE"  # the same document or number stands on the unit already
    DEPENDS = "DEPENDS"  # rests on a row that is quarantined


SENTENCES: dict[Reason, str] = {
    Reason.ENCODING: "这一行的文字不是所说的编码，读不出来，请按原库重新导出这一行",
    Reason.NUL: "{label}里有看不见的控制字符，请清除后再导入",
    Reason.RAGGED: "这一行的列数与表头不同（{value}），请补齐或去掉多出的值",
    Reason.REQUIRED: "缺少{label}",
    Reason.TOO_LONG: "{label}超过{most}个字",
    Reason.NUMBER_FORMAT: "{label}“{value}”不是有效的数（最多{most}位，小数{places}位）",
    Reason.DECIMALS: "{label}“{value}”不到一分的部分不能入簿，金额最多到分",
    Reason.AMOUNT_UNIT: "{label}“{value}”太小或者太大，疑是元和万元弄错了，请核对",
    Reason.DATE_FORMAT: "{label}“{value}”不是真实的日期或者时间，请按2024-12-31 08:30:00填写",
    Reason.DATE_RANGE: "{label}“{value}”不在合理的范围内，或者早于应在它之前的时间，请核对",
    Reason.CODE_LIST: "{label}“{value}”不在代码表内",
    Reason.UNIT_CODE_FORMAT: "“{value}”不是有效的不动产单元号（28位）",
    Reason.AMOUNT: "{label}“{value}”应大于0",
    Reason.UNIT_UNKNOWN: "单元“{value}”不在地籍中，也不在这次导入的户表中，请先导入地籍",
    Reason.OFFICE: "登记机构“{value}”不是这次导入的机构，或者与单元所属的机构不同",
    Reason.DUPLICATE: "与本次导入的另一行重复",
    Reason.CASE_DISAGREES: "同一业务号的各行登记时间、登簿人或者机构不一致，请核对业务号“{value}”",
    Reason.CASE_IN_REGISTER: "业务号“{value}”已在登记簿中，但没有这一行的登记，或者属于另一个机构",
    Reason.TWO_CURRENT: "同一单元有两个现势的权利，只能有一个，请核对权属状态",
    Reason.CHAIN_BROKEN: "与它承接的权利接不上，请核对",
    Reason.NO_TITLE: "登记时单元上没有有效的所有权或者使用权可以依附",
    Reason.END_UNKNOWN: "权属状态是历史或者终止，但没有后续登记，也没有注销登记",
    Reason.END_DISAGREES: "权属状态是现势，却已有注销或者后续登记；或者结束早于开始，请核对",
    Reason.NO_HOLDER: "没有找到对应的权利人或者义务人（按单元号和证书、证明号对应）",
    Reason.IDENTITY_NO: "{label}“{value}”的校验位、出生日期或者位数不对，请对照证件核对",
    Reason.NO_RIGHT: "没有找到对应的权利（按单元号和证书、证明号或者业务号对应）",
    Reason.SHARE_FORMAT: "权利比例“{value}”不是精确的份额，请按1/3或者50%填写",
    Reason.SHARE_SUM: "各权利人的份额合计不是1",
    Reason.CO_OWNERSHIP: "共有方式与权利人的人数或者份额不符",
    Reason.CERTIFICATE_TAKEN: "证书、证明号“{value}”已被另一个权利使用",
    Reason.CERTIFICATE_AHEAD: "证书、证明号“{value}”属于本登记机构今后还要发出的号，请核对",
    Reason.RANK_TAKEN: "同一单元上的顺位、查封次序与另一行相同",
    Reason.LATER_IN_REGISTER: "该单元在登记簿中已有更晚的登记，不能再补在它之前",
    Reason.SUMS: "农用地面积应等于耕地、林地、草地和其他农用地之和",
    Reason.TOO_MANY: "一件业务的登记或者一个权利的权利人超过32000项，请拆开",
    Reason.GEOMETRY: "{label}不是可以读的面（WKT或者十六进制WKB）",
    Reason.ROOM_TAKEN: "地籍里这一幢这一层的“{value}”室已是另一个单元，请核对单元号和室号",
    Reason.NO_PLACE: "所在的宗地或者幢不在地籍中，也不在这次导入的表中",
    Reason.FINISHED: "这套房屋已经首次登记，就不再是在建建筑物；请先把在建建筑物抵押转为房屋抵押",
    Reason.LAND_NOT_CHARGED: (
        "在建建筑物要和它占用的土地一起抵押：土地一行应是同一业务号、同一证明号、同样的债权，"
        "并且也是现势"
    ),
    Reason.NOT_CONTRACTED: "土地经营权（包括它的抵押）只能设在承包地上，“{value}”登记的不是承包地",
    Reason.NOT_LAND: "建筑区划内的共有部分登记在宗地上（单元号末尾为W00000000），“{value}”不是",
    Reason.ENTERED_TWICE: "这个单元上已有同一{label}“{value}”的登记，只能有一条现势的",
    Reason.DEPENDS: "依据的另一行没有入库（同一业务、前后登记或者权利人），请先改正那一行",
}
