"""What a text must say before words of it are taken for a code: a test done is no finding, a vaccine no disease."""

from __future__ import annotations

import re

_NEEDS = (
    (
        re.compile(r"S"),
        re.compile(
            r"fract|\bfx|sprain|strain|tear|torn|lac|contus|abras|wound|bite|bit\b|disloc|sublux|injur|amputat|concuss|ruptur|crush|avuls|hematoma|bruis"
            r"|\bcut|punct|foreign|brok|whiplash|scratch|blister|bleed|hemorr|trauma|tbi|loc\b|conscious|stab|gunshot|gsw|colles|sdh|jones|boxer",
            re.IGNORECASE,
        ),
    ),
    (  # "EKG", "echo": a test done is no finding
        re.compile(r"R9[34]"),
        re.compile(
            r"abnorm|elevat|low|high|rais|prolong|decreas|increas|reduc|impair|positiv|chang|wave|depress|inver|lesion|opaci|shadow|mass|thick|finding|nonspecific|slow|bundle|block|hypok|wall motion|uptake|poor|abn\b",
            re.IGNORECASE,
        ),
    ),
    (  # a fracture is one of violence unless the words say otherwise
        re.compile(r"M84\.[3-6]"),
        re.compile(
            r"stress|fatigue|march|patholog|insuffic|neoplas|metast|cancer|tumor|myeloma|diseas|spontan|paget|osteopor|fragil|atyp",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"M08"), re.compile(r"juvenil|\bjia\b|child|still", re.IGNORECASE)),
    (re.compile(r"R29\.6"), re.compile(r"repeat|recurr|frequent|multiple|falls|falling", re.IGNORECASE)),
    (re.compile(r"R54"), re.compile(r"frail|senil|senescen|old age|debilit|declin", re.IGNORECASE)),
    (
        re.compile(r"I97|J95|K9[145]|L76|M96|N99|H59|H95|E89|G97|D78"),
        re.compile(
            r"post|complic|due|after|following|from|syndrome|stenosis|leak|bleed|hemorr|infect|phantom|lymphedema",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"[C]"),
        re.compile(
            r"cancer|carcin|malig|tumou?r|neoplas|\bca\b|\bmets?\b|metast|melanom|lymphom|leuk|sarcom|adenoca|gliom|blastom|myelom|hodgkin|kaposi|mycosis|waldenstr|\b(?:nsclc|sclc|scc|bcc|sccis|hcc|rcc|gbm|aml|all|cml|cll|nhl|dlbcl|gist|mds|mgus)\b|mesotheliom|seminom|carcino|chemo|onc\b|oncolog|\bnet\b|thymom|paget|merkel|primary|secondar",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"C50\.A"), re.compile(r"inflammatory", re.IGNORECASE)),
    (
        re.compile(r"J96\.[12]"),
        re.compile(
            r"acute (?:on|and) chronic|chronic(?:ally)?(?: \w+){0,3} (?:resp|hypox|hyperc)|home (?:o2|oxygen)|\bchronic rf\b",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"N76"), re.compile(r"vagin(?:itis|osis)|\bbv\b|discharg|infect|itch|vulv", re.IGNORECASE)),
    (re.compile(r"H92"), re.compile(r"\bears?\b|otalg|otorr", re.IGNORECASE)),
    (re.compile(r"B35\.3"), re.compile(r"foot|feet|athlete|tinea|toe", re.IGNORECASE)),
    (
        re.compile(r"Q2[0-8]"),
        re.compile(
            r"heart|card|sept|\basd\b|\bvsd\b|fallot|tetralogy|coarct|valve|ductus|\bpda\b|aort|pulmon|vein|arter|congenit|vascul|ventric|atri",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"R10\.2"), re.compile(r"pelvi|perine|suprapub|groin", re.IGNORECASE)),
    (re.compile(r"A48\.1"), re.compile(r"legion", re.IGNORECASE)),
    (re.compile(r"A32"), re.compile(r"lister", re.IGNORECASE)),
    (re.compile(r"A39"), re.compile(r"mening|neisser", re.IGNORECASE)),
    (re.compile(r"D68\.61"), re.compile(r"phospholip|anticardio|lupus antico|\baps\b(?!/)", re.IGNORECASE)),
    (re.compile(r"J90"), re.compile(r"pleur|lung|chest|pulm|thora|parapneum", re.IGNORECASE)),
    (re.compile(r"J85"), re.compile(r"lung|pulm|mediast|cavit", re.IGNORECASE)),
    (re.compile(r"L84"), re.compile(r"\bcorns?\b|callus(?! form)|callosit", re.IGNORECASE)),
    (re.compile(r"M10\.2"), re.compile(r"drug|induc|diuretic|thiazid", re.IGNORECASE)),
    (
        re.compile(r"R52"),
        re.compile(r"generali[sz]|all over|diffuse|acute pain|pain nos|body|unspec|chronic", re.IGNORECASE),
    ),
    (re.compile(r"R09\.A"), re.compile(r"sensation|feel|globus|stuck", re.IGNORECASE)),
    (re.compile(r"S14"), re.compile(r"neck|cervic|cord|spin|quadri|tetra", re.IGNORECASE)),
    (
        re.compile(r"S3[67]"),
        re.compile(
            r"spleen|splen|liver|hepat|kidney|renal|bowel|intestin|colon|pancrea|bladder|uret|organ|stomach|duoden|perfor|abdom|uter",
            re.IGNORECASE,
        ),
    ),
    (re.compile(r"I1[123]"), re.compile(r"hypert|\bhtn\b|\bbp\b|blood pressure", re.IGNORECASE)),
    (re.compile(r"G91\.2"), re.compile(r"hydroceph|\bi?nph\b", re.IGNORECASE)),
    (re.compile(r"H53\.0"), re.compile(r"ambly|lazy", re.IGNORECASE)),
    # a vaccine against a disease names no disease
    (
        re.compile(r"J1[01]|B0[156]|B26|A3[5-7]|A80|B16|B1[59]"),
        re.compile(r"\A(?!.*(?:vaccin|immuni[sz]|\bshots?\b|\b(?:mmrv?|tdap|dtap)\b))", re.IGNORECASE | re.DOTALL),
    ),
)


def needed(code: str, text: str) -> bool:
    """False for a code whose telling word the text lacks."""
    return not any(codes.match(code) and not words.search(text) for codes, words in _NEEDS)
