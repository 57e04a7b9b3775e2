"""Words that make a name part of another name: "Beidou Road", "Captain Beidou", 北斗路, 李北斗.

For names of one word only, which are somebody else's name as often. Folded forms.
"""

_TITLES = """
    mr mrs ms miss sir dr prof professor captain coach chef actor actress singer author uncle auntie
    aunt madame
    monsieur mme senor senora herr frau signor dona don pan pani bay bayan tuan puan ong ba
"""
_AFTER = """
    road street avenue lane boulevard alley township village hamlet neighbourhood
    neighborhood shrine
    temple monastery hotel restaurant cafe inn bistro noodles kindergarten dojo gmbh llc ltd inc plc
    strasse rue calle via
    улица улице улицы храм храме гостиница ресторан деревня поселок
"""
_BEFORE = """
    rue calle avenida avenue rua ulica улица улице улицы храм храме отель ресторан деревня поселок
    ооо тоо зао оао ип тов
    jalan jl
    duong pho
"""
_HAN_AFTER = """
    路 大道 街 街道 巷 胡同 村 镇 乡 寺 庙 宫 观 祠 殿 神社 小学 中学 高中 幼儿园 酒店 饭店 餐厅 宾馆
    小区 花园 公园 书院
    医院 老师 女士 同学 教授 师傅 选手 大神 诗社 市 区 町 郡 县 驿
"""
HAN_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴"
    "钟汪田姜范姚谭邹熊"
    "陆孔崔邱秦史顾侯邵孟龙段雷钱汤尹黎易贺赖龚"
)
_SURNAMES = """
    li wang zhang liu chen yang zhao huang zhou wu xu hu zhu gao lin guo luo liang zheng xie
    tang feng
    dong xiao cao yuan deng fu shen zeng peng lu jiang jia ding wei xue ye zhong
    tian
    yao zou xiong
"""

TITLES = frozenset(_TITLES.split())
AFTER = frozenset(_AFTER.split())
BEFORE = TITLES | frozenset(_BEFORE.split())
HAN_AFTER = frozenset(_HAN_AFTER.split())
SURNAMES = frozenset(_SURNAMES.split())
