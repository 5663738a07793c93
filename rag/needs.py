"""What a text must say before words of it are taken for a code: a test done is no finding, a vaccine no disease."""

from __future__ import annotations

import re

# codes, and what a text must hold for them
_TABLE = (
    (
        r"S",
        r"fract|\bfx|sprain|strain|tear|torn|lac|contus|abras|wound|bite|bit\b|disloc|sublux|injur|amputat|concuss|ruptur|crush|avuls|hematoma|bruis|\bcut|punct|foreign|brok|whiplash|scratch|blister|bleed|hemorr|trauma|tbi|loc\b|conscious|stab|gunshot|gsw|colles|sdh|jones|boxer",
    ),
    # "EKG", "echo": a test done is no finding
    (
        r"R9[34]",
        r"abnorm|elevat|low|high|rais|prolong|decreas|increas|reduc|impair|positiv|chang|wave|depress|inver|lesion|opaci|shadow|mass|thick|finding|nonspecific|slow|bundle|block|hypok|wall motion|uptake|poor|abn\b",
    ),
    # a fracture is one of violence unless the words say otherwise
    (
        r"M84\.[3-6]",
        r"stress|fatigue|march|patholog|insuffic|neoplas|metast|cancer|tumor|myeloma|diseas|spontan|paget|osteopor|fragil|atyp",
    ),
    (r"M08", r"juvenil|\bjia\b|child|still"),
    (r"R29\.6", r"repeat|recurr|frequent|multiple|falls|falling"),
    (r"R54", r"frail|senil|senescen|old age|debilit|declin"),
    (
        r"I97|J95|K9[145]|L76|M96|N99|H59|H95|E89|G97|D78",
        r"post|complic|due|after|following|from|syndrome|stenosis|leak|bleed|hemorr|infect|phantom|lymphedema",
    ),
    (
        r"C",
        r"cancer|carcin|malig|tumou?r|neoplas|\bca\b|\bmets?\b|metast|melanom|lymphom|leuk|sarcom|adenoca|gliom|blastom|myelom|hodgkin|kaposi|mycosis|waldenstr|\b(?:nsclc|sclc|scc|bcc|sccis|hcc|rcc|gbm|aml|all|cml|cll|nhl|dlbcl|gist|mds|mgus)\b|mesotheliom|seminom|carcino|chemo|onc\b|oncolog|\bnet\b|thymom|paget|merkel|primary|secondar",
    ),
    (r"C50\.A", r"inflammatory"),
    (
        r"J96\.[12]",
        r"acute (?:on|and) chronic|chronic(?:ally)?(?: \w+){0,3} (?:resp|hypox|hyperc)|home (?:o2|oxygen)|\bchronic rf\b",
    ),
    (r"N76", r"vagin(?:itis|osis)|\bbv\b|discharg|infect|itch|vulv"),
    (r"H92", r"\bears?\b|otalg|otorr"),
    (r"B35\.3", r"foot|feet|athlete|tinea|toe"),
    (
        r"Q2[0-8]",
        r"heart|card|sept|\basd\b|\bvsd\b|fallot|tetralogy|coarct|valve|ductus|\bpda\b|aort|pulmon|vein|arter|congenit|vascul|ventric|atri",
    ),
    (r"R10\.2", r"pelvi|perine|suprapub|groin"),
    (r"A48\.1", r"legion"),
    (r"A32", r"lister"),
    (r"A39", r"mening|neisser"),
    (r"D68\.61", r"phospholip|anticardio|lupus antico|\baps\b(?!/)"),
    (r"J90", r"pleur|lung|chest|pulm|thora|parapneum"),
    (r"J85", r"lung|pulm|mediast|cavit"),
    (r"L84", r"\bcorns?\b|callus(?! form)|callosit"),
    (r"M10\.2", r"drug|induc|diuretic|thiazid"),
    (r"R52", r"generali[sz]|all over|diffuse|acute pain|pain nos|body|unspec|chronic"),
    (r"R09\.A", r"sensation|feel|globus|stuck"),
    (r"S14", r"neck|cervic|cord|spin|quadri|tetra"),
    (
        r"S3[67]",
        r"spleen|splen|liver|hepat|kidney|renal|bowel|intestin|colon|pancrea|bladder|uret|organ|stomach|duoden|perfor|abdom|uter",
    ),
    (r"I1[123]", r"hypert|\bhtn\b|\bbp\b|blood pressure"),
    (r"G91\.2", r"hydroceph|\bi?nph\b"),
    (r"H53\.0", r"ambly|lazy"),
    # a vaccine against a disease names no disease
    (r"J1[01]|B0[156]|B26|A3[5-7]|A80|B16|B1[59]", r"\A(?!.*(?:vaccin|immuni[sz]|\bshots?\b|\b(?:mmrv?|tdap|dtap)\b))"),
)
_NEEDS = tuple((re.compile(codes), re.compile(words, re.IGNORECASE | re.DOTALL)) for codes, words in _TABLE)


def needed(code: str, text: str) -> bool:
    """False for a code whose telling word the text lacks."""
    return not any(codes.match(code) and not words.search(text) for codes, words in _NEEDS)
