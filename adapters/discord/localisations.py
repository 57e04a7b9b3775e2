"""The names and descriptions of commands, options and choices in the languages of Discord's clients.

They are what a person sees; what Discord sends us has the English names. A text is looked up by its English.
"""

from collections.abc import Mapping

LOCALES = ("zh-CN", "zh-TW", "ru")
"""In the order of the columns below; Discord has no Urdu."""

_NAMES: Mapping[str, tuple[str, str, str]] = {
    "help": ("帮助", "說明", "помощь"),
    "list": ("列表", "清單", "список"),
    "show": ("详情", "詳情", "показать"),
    "subscribe": ("订阅", "訂閱", "подписаться"),
    "unsubscribe": ("退订", "取消訂閱", "отписаться"),
    "search": ("搜索", "搜尋", "поиск"),
    "latest": ("最新", "最新", "новое"),
    "why": ("为什么", "為什麼", "почему"),
    "test": ("测试", "測試", "проверить"),
    "trend": ("趋势", "趨勢", "динамика"),
    "export": ("导出", "匯出", "выгрузить"),
    "feeds": ("订阅源", "訂閱來源", "ленты"),
    "changes": ("变更", "變更", "изменения"),
    "status": ("状态", "狀態", "состояние"),
    "reload": ("重新加载", "重新載入", "перечитать"),
    "edit": ("修改", "修改", "правка"),
    "about": ("命令", "指令", "команда"),
    "watchlist": ("主题", "主題", "тема"),
    "topic": ("主题", "主題", "тема"),
    "outlet": ("媒体", "媒體", "издание"),
    "lang": ("语言", "語言", "язык"),
    "since": ("开始日期", "開始日期", "с-даты"),
    "before": ("结束日期", "結束日期", "до-даты"),
    "sort": ("排序", "排序", "порядок"),
    "mode": ("方式", "方式", "режим"),
    "at": ("钟点", "整點", "час"),
    "day": ("星期", "星期", "день"),
    "zone": ("时区", "時區", "часовой-пояс"),
    "min-score": ("最低分数", "最低分數", "мин-оценка"),
    "kind": ("媒体类型", "媒體類型", "тип-издания"),
    "mention": ("提及", "提及", "упомянуть"),
    "query": ("关键词", "關鍵字", "запрос"),
    "link": ("链接", "連結", "ссылка"),
    "text": ("文字", "文字", "текст"),
    "days": ("天数", "天數", "дни"),
    "format": ("格式", "格式", "формат"),
}

_CHOICES: Mapping[str, tuple[str, str, str]] = {
    "newest": ("最新优先", "最新優先", "сначала новые"),
    "relevance": ("最相关优先", "最相關優先", "сначала самые подходящие"),
    "apply": ("应用", "套用", "применить"),
    "revert": ("撤销", "還原", "отменить"),
    "instant": ("即时", "即時", "сразу"),
    "daily": ("每日汇总", "每日彙整", "сводка каждый день"),
    "weekly": ("每周汇总", "每週彙整", "сводка каждую неделю"),
    "mon": ("周一", "週一", "понедельник"),
    "tue": ("周二", "週二", "вторник"),
    "wed": ("周三", "週三", "среда"),
    "thu": ("周四", "週四", "четверг"),
    "fri": ("周五", "週五", "пятница"),
    "sat": ("周六", "週六", "суббота"),
    "sun": ("周日", "週日", "воскресенье"),
}

_TEXTS: Mapping[str, tuple[str, str, str]] = {
    "Ask about topics, alerts and articles": (
        "查询主题、提醒和文章",
        "查詢主題、提醒與文章",
        "Спросить о темах, оповещениях и статьях",
    ),
    "What can be asked here": ("在这里可以问什么", "在這裡可以問什麼", "О чём здесь можно спросить"),
    "A command": ("一个命令", "一個指令", "Команда"),
    "All topics, and which of them this channel gets": (
        "所有主题，以及本频道订阅了哪些",
        "所有主題，以及此頻道訂閱了哪些",
        "Все темы и какие из них получает этот канал",
    ),
    "A topic's names, and how much comes of it": (
        "主题的各种名称，以及相关文章的数量",
        "主題的各種名稱，以及相關文章的數量",
        "Названия темы и сколько о ней пишут",
    ),
    "The topic": ("主题", "主題", "Тема"),
    "Post a topic's alerts in this channel": (
        "在本频道发布某个主题的提醒",
        "在此頻道發布某個主題的提醒",
        "Присылать в этот канал оповещения по теме",
    ),
    "At once, or a digest each day or week": (
        "即时发送，或每日、每周汇总",
        "即時發送，或每日、每週彙整",
        "Сразу или сводкой раз в день либо в неделю",
    ),
    "A digest's hour in the channel's time zone, 0 to 23": (
        "汇总的发送钟点，按频道时区，0 到 23",
        "彙整的發送整點，依頻道時區，0 到 23",
        "Час сводки по часовому поясу канала, от 0 до 23",
    ),
    "A weekly digest's day": (
        "每周汇总在星期几发送",
        "每週彙整在星期幾發送",
        "День недели для еженедельной сводки",
    ),
    "The channel's time zone, such as Asia/Karachi": (
        "频道的时区，例如 Asia/Karachi",
        "頻道的時區，例如 Asia/Karachi",
        "Часовой пояс канала, например Asia/Karachi",
    ),
    "Only alerts with this score or more, 0 to 1": (
        "只发送分数不低于此值的提醒，0 到 1",
        "只發送分數不低於此值的提醒，0 到 1",
        "Только оповещения с этой оценкой или выше, от 0 до 1",
    ),
    "Only these languages, such as zh,ru": (
        "仅限这些语言，例如 zh,ru",
        "僅限這些語言，例如 zh,ru",
        "Только эти языки, например zh,ru",
    ),
    "Only these kinds of outlets, such as state,official": (
        "仅限这些类型的媒体，例如 state,official",
        "僅限這些類型的媒體，例如 state,official",
        "Только издания этих типов, например state,official",
    ),
    "The group or role to call with each alert": (
        "每条提醒要提及的群组或身份组",
        "每則提醒要提及的群組或身分組",
        "Группа или роль, которую упоминать в каждом оповещении",
    ),
    "Post a topic's alerts here no more": (
        "不再在此发布某个主题的提醒",
        "不再在此發布某個主題的提醒",
        "Больше не присылать сюда оповещения по теме",
    ),
    "Find past articles": ("查找以往的文章", "尋找過往的文章", "Найти статьи, вышедшие раньше"),
    "Words, “phrases”, prefix*, -without, ~similar": (
        "词语、“短语”、前缀*、-排除、~相似",
        "詞語、“片語”、字首*、-排除、~相似",
        "Слова, “фразы”, начало*, -кроме, ~похожее",
    ),
    "Only articles of this topic": ("仅限此主题的文章", "僅限此主題的文章", "Только статьи на эту тему"),
    "Only this outlet's articles": ("仅限此媒体的文章", "僅限此媒體的文章", "Только статьи этого издания"),
    "Only this language, such as zh": (
        "仅限此语言，例如 zh",
        "僅限此語言，例如 zh",
        "Только этот язык, например zh",
    ),
    "From then on: 7d, 2026-10 or 2026-10-01": (
        "从何时起：7d、2026-10 或 2026-10-01",
        "從何時起：7d、2026-10 或 2026-10-01",
        "Начиная с: 7d, 2026-10 или 2026-10-01",
    ),
    "Until then: 7d, 2026-10 or 2026-10-01": (
        "到何时为止：7d、2026-10 或 2026-10-01",
        "到何時為止：7d、2026-10 或 2026-10-01",
        "Не позже: 7d, 2026-10 или 2026-10-01",
    ),
    "What comes first": ("哪些排在前面", "哪些排在前面", "Что идёт первым"),
    "The newest stories, of one topic or all": (
        "某个主题或所有主题的最新报道",
        "某個主題或所有主題的最新報導",
        "Самые новые сюжеты по одной теме или по всем",
    ),
    "Why an article was, or was not, told here": (
        "某篇文章为何在此提醒，或为何没有提醒",
        "某篇文章為何在此提醒，或為何沒有提醒",
        "Почему о статье здесь сообщили или не сообщили",
    ),
    "The article's link or id": ("文章的链接或编号", "文章的連結或編號", "Ссылка на статью или её номер"),
    "What would match in a text, or in an article": (
        "一段文字或一篇文章会匹配哪些主题",
        "一段文字或一篇文章會符合哪些主題",
        "Что совпало бы в тексте или в статье",
    ),
    "A text, or an article's link": (
        "一段文字，或文章的链接",
        "一段文字，或文章的連結",
        "Текст или ссылка на статью",
    ),
    "A chart of how often a topic was written about": (
        "某个主题报道数量的图表",
        "某個主題報導數量的圖表",
        "График: как часто писали на эту тему",
    ),
    "How many days, 1 to 365": ("多少天，1 到 365", "多少天，1 到 365", "Сколько дней, от 1 до 365"),
    "What a search finds, as a file": (
        "将搜索结果导出为文件",
        "將搜尋結果匯出為檔案",
        "Найденное поиском в виде файла",
    ),
    "The kind of file": ("文件类型", "檔案類型", "Тип файла"),
    "How the feeds are doing": ("订阅源的运行情况", "訂閱來源的運作情況", "Как работают ленты"),
    "Who changed what in this channel": (
        "谁在本频道更改了什么",
        "誰在此頻道更改了什麼",
        "Кто и что изменил в этом канале",
    ),
    "How the bot is doing": ("机器人的运行情况", "機器人的運作情況", "Как работает бот"),
    "Read config.toml and the watchlists anew": (
        "重新读取 config.toml 和各主题文件",
        "重新讀取 config.toml 和各主題檔案",
        "Перечитать config.toml и файлы тем",
    ),
    "Instead: apply the edit that waits, or revert the last one": (
        "或者：应用等待中的修改，或撤销上一次修改",
        "或者：套用等待中的修改，或還原上一次修改",
        "Вместо этого: применить ожидающую правку или отменить последнюю",
    ),
}


def localised_name(name: str) -> dict[str, str]:
    """Return what a command or option is called, by locale."""
    return _by_locale(_NAMES, name)


def localised_choice(name: str) -> dict[str, str]:
    """Return what a choice is called, by locale; nothing where it is called the same everywhere."""
    return _by_locale(_CHOICES, name)


def localised_text(text: str) -> dict[str, str]:
    """Return a description, by locale."""
    return _by_locale(_TEXTS, text)


def _by_locale(table: Mapping[str, tuple[str, str, str]], english: str) -> dict[str, str]:
    return dict(zip(LOCALES, table.get(english, ()), strict=False))
