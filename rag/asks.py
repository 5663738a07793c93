"""What a question asks for: which of two, in which order, whether a number is valid; and what is not ours to answer."""

from __future__ import annotations

import re

MONEY, TREATMENT, NOT_HELD, OTHER_SYSTEM = "pays more", "treatment", "not held", "other code system"
ORDERS, NO_CODING, NUMBER = "orders to software", "no coding", "what a number stands for"

# --- money: is payment compared, or a code chosen for its weight? By whom?
_PAID = r"(?:pay(?:s|ing|ments?|outs?)?|paid|reimburs\w*|revenue|rvus?|money|dollars?|cash|income|profit\w*|bonus\w*|incentives?)"
_GAIN = r"(?:m?ccs?|hccs?|rafs?|raf scores?|risk scores?|risk adjust\w*|cmi|case[- ]mix\w*|severity of illness|soi|drgs?|apcs?)"
_WEIGHT = r"(?:rafs?|raf scores?|risk scores?|cmi|case[- ]mix(?: index)?|drgs?|apcs?|reimbursement|payment|weight)"
_MORE = r"(?:more|better|best|most|higher|highest|heavier|heaviest|bigger|biggest|larger|largest|richer|richest|fatter|extra|max\w*)"
_RAISE = r"(?:maximi[sz]\w*|optimi[sz]\w*|increas\w*|rais(?:e|es|ing)|boost\w*|bump\w*|inflat\w*|pad|padding|juic\w*|improv\w*|jack|(?:push|drive|beef|pump|bring)(?:ing)?(?: (?:it|them|that))?(?: back)? up|lift)"
_REACH = r"(?:get|gets|pick up|picks up|land|lands|hit|hits|capture|grab|secure|gain|earn|score|snag|trigger|qualify for|bring in|reach|have|keep|counts? as|count for)"
_SUM = r"(?:w?rvus?|reimburse\w*|revenue|money|financial\w*|profit\w*|bonus\w*)"
_CHOICE = (
    r"(?:or|vs\.?|versus|which|what|rank\w*|compare\w*|pick|choose|better|best|ahead|instead|flip|swap|switch|upgrade)"
)
_COMPARED = (
    rf"\b(?:pays?|paid|paying|reimburse[sd]?|worth|carr(?:y|ies)|yields?|weighs?)\s+(?:\w+\s+){{0,2}}?{_MORE}\b(?!\s+(?:than\s+)?(?:one|once|two|twice|\d|often|likely|of|info\w*|specific\w*|detail\w*))",
    rf"\b(?:(?:pay|payment|dollar|reimbursement|rvu|price) difference|difference in (?:{_PAID}|rates?|price)|(?:rank|compare)\b[^.?!]{{0,40}}\b{_PAID})\b",
    r"\bhow much (?:more |less )?(?:\w+ ){0,3}?(?:do|does|will|would|is|are)\b[^.?!]{0,40}\b(?:pays?|reimburses?|worth)\b|\bwhat (?:do|does|will|would)\b[^.?!]{0,30}\b(?:pay|reimburse)\b(?! attention)",
    rf"\b(?:get|gets|bring|brings|net|nets|earn|earns|make|makes|give|gives) (?:us|me|him|her|you|(?:the|our) (?:doc\w*|hospital|practice|group|office|clinic)) (?:the )?{_MORE}\b(?=[,.?!]|$| (?:for|on|from|back|overall)\b)",
    r"\b(?:rich(?:er|est)|lucrative|money-?makers?|money on the table|bang for (?:the|our|my) buck|more generous|come out ahead|out ahead on)\b|\b(?:next|higher|top|better) (?:payment |payer |pay )?(?:tier|bracket)\b",
    rf"\b(?:grand|bucks|dollars|\$\s?\d[\d,]*k?) (?:more|extra|less|better)\b|\bbetter payers?\b|\bbrings? in {_MORE}\b|\b(?:nets?|brings?|earns?|gets?) (?:the |our )?(?:hospital|practice|group|us|clinic) (?:the )?{_MORE}\b|\badds? more to (?:the|our|his|her) {_WEIGHT}\b|\bdrg (?:go|goes|move|moves|change|changes|jump|jumps) (?:from \d+ )?to \d|\ballowed amounts?\b|\bwhich(?:ever)? (?:one )?pays\b(?! for)|\bbump (?:this|it|the)\b[^?!]{{0,20}}\bto (?:an? )?(?:99\d{{3}}|level)|\b{_MORE} (?:check|weight)\b(?! (?:gain|loss))|\bfor the (?:payment|money|reimbursement|drg|mcc|weight|bonus)\b|\b(?:gives?|covers?|allows?) more for\b|\bfees? (?:for|of|on)\b[^.?!]{{0,40}}\b(?:vs\.?|versus|or|compared)\b|\bpaid (?:at (?:100|full)|in full|twice)\b",
    rf"\b{_SUM}\b[^?!]{{0,60}}\b{_CHOICE}\b|\b{_CHOICE}\b[^?!]{{0,60}}\b{_SUM}\b",
)  # fmt: skip
_STEERED = (
    rf"\b{_RAISE}\b.{{0,40}}?\b(?:{_PAID}|(?!ccs?\b){_GAIN})\b|\b{_WEIGHT}\b[^?!]{{0,80}}\b(?:back up|bring (?:it|them) up|hunt\w*)\b",
    rf"\b{_MORE}[- ]weighted\b.{{0,20}}\b(?:drgs?|dx|diagnos\w+|principal|pdx|options?|one)\b|\b{_MORE}[- ](?:paying )?(?:drgs?|apcs?)\b|\b{_MORE} (?:drg )?weight\b.{{0,60}}\bdrgs?\b",
    r"\b(?:what|which|any|another|one more) (?:other |extra |possible )?m?ccs?\b(?! (?:is|are|status|list|exclu\w*))|\bm?ccs?\b.{0,20}\b(?:squeeze|find|dig up|hunt)\b",
    rf"\b(?:gets?|moves?|takes?|sends?|pushes|push|kicks?|shifts?)\b.{{0,25}}\b{_WEIGHT}\b.{{0,12}}\b(?:up|higher)\b|\bmake the {_WEIGHT} {_MORE}\b|\b(?:get|gets|bring|drive) (?:the|our|his|her|their) scores? up\b|\b(?:get|gets|for) (?:us |we )?the bump\b|\bhow much\b[^?!]{{0,30}}\b{_WEIGHT}\b|\bis an? mcc\b[^?!]{{0,40}}\b(?:just|only) an? cc\b|\b(?:m?cc|hcc) (?:capture|rate|goal|target)\b[^?!]*\b(?:what|which)\b|\bword (?:the|a|my) query so\b|\b(?:which|what|top) (?:\w+ ){{0,2}}hccs?\b[^?!]{{0,50}}\b(?:look(?:ing)? for|go after|target|chase|add)\b",
    rf"\b{_WEIGHT}\b.{{0,12}}\b(?:(?:goes|go|going|gets?|comes?|moves?) (?:up|higher)|(?:is|are|would be|looks?) {_MORE}|weighs more)\b(?! (?:than|documented))",
    rf"\b{_MORE}[- ]+(?:\w+[- ]+)?{_PAID}\b(?! (?:attention|for more than))",
    rf"\b(?:so|so that|so as to|in order to|just to|to|in order for|trying to|need to|wants? to|help (?:us|me)|make sure)\b[^.?!]{{0,18}}?\b{_REACH}\b\s+(?:\w+\s+){{0,3}}?{_GAIN}\b(?! (?:right|correct))|\bcan (?:we|i|you)\b[^.?!]{{0,18}}?\b{_REACH}\b\s+(?:\w+\s+){{0,3}}?(?:m?ccs?|drgs?)\b",
    rf"\b(?:tack|slap|throw|stick|sneak|squeeze|toss|swap)\w*\b.{{0,40}}\b(?:{_GAIN}|{_PAID})\b",
    r"\b(?:need|needs|want|wants|missing|short of|lacks?|without)\b\s+(?:\w+\s+){0,2}?an?(?:other)? (?:m?cc|hcc)\b",
    rf"\b(?:wants?|change|make|add|code|use|list|swap|switch|call|write|put)\b.{{0,60}}\b(?:because|since|as|for) (?:(?:it|that|this)(?:'?s| is| counts as) )?(?:an?|the|our) (?:m?cc|hcc|(?:\w+ )?(?:gives?|pays?|adds?) (?:an? |us )?{_PAID})\b",
    r"\b(?:lost|losing|lose|missed|missing|make up|recoup|recover)\b.{0,20}\b(?:revenue|money|income)\b",
    r"\b(?:can|could|should|how|let'?s|want\w*|help|going|ok|okay|asked|told|pressur\w*)\b.{0,40}\bup-?cod(?:e|ing)\b|^\W*up-?code\b",
)  # fmt: skip
# a denial or an audit speaks of money without asking for more of it
_DEFENDS = re.compile(
    r"\b(?:den(?:y|ies|ied|ials?)|appeal\w*|downgrad\w*|clawback|recoup\w*|auditors?|rac\b|payer (?:says|said|removed|took)"
    r"|(?:is|isn'?t|was|would|wouldn'?t|considered) (?:this|that|it|not|be)?\s*up-?coding)",
    re.IGNORECASE,
)
# II.B and II.C leave the choice free: whether they do is a question of rules
_EQUAL = re.compile(
    r"\b(?:equally|two principal|both (?:meet|qualify|met)|ii\.[bc])\b.*\b(?:can (?:i|we) (?:pick|choose|select|use)|ok(?:ay)? to choose|may (?:i|we)|allowed|compliant|permitted|is it (?:ok|okay|wrong|fine))\b"
)
_OTHERS_WISH = re.compile(
    r"\b(?:cdis?|c[fe]o|manager|boss|supervisor|billers?|billing|quality|dietitian|consultant|vendor|director|lead|coder|coworker|admin\w*|revenue cycle|case management"
    r"|doc|doctor|attending|hospitalist|surgeon|provider|plan|payer)\b[^.,;?!]{0,20}\b(?:wants?|wanted|thinks?|says?|said|suggest\w*|ask(?:s|ed|ing)|keeps|insists?|push\w*|swears|likes?|told|quer(?:y|ies|ied)|hopes?)\b[^.,;?!]*"
)
_DESCRIBED = 8  # words beside the wish from which a record is described

# --- treatment: is a clinical act asked about, and no coding?
_DRUG = (
    r"(?:dos(?:e|es|age|ing)|mg|mcg|medications?|medicines?|meds?|pills?|tablets?|antibiotics?|abx|drugs?|treatments?|therapy|insulin|vitamin \w|iv fluids|statins?|antivirals?|anticoag\w*|blood thinners?"
    r"|opioids?|steroids?|chemo\w*|diuretics?|beta blockers?|ace inhibitors?|antidepressants?|nsaids?|pressors?|oxygen|dialysis|transfusions?|vaccines?|boosters?|shots?|injections?|cortisone|kenalog|hyaluronic acid"
    r"|aspirin|asa|tylenol|lasix|eliquis|xarelto|coumadin|heparin|lovenox|digoxin|amiodarone|prednisone|gabapentin|kayexalate|albuterol|nitro\w*|ozempic|mounjaro|jardiance|farxiga|lipitor|crestor|zetia|plavix|brilinta|norco|percocet|xanax|ativan|ambien|zoloft|lexapro|prozac|synthroid|humira|toradol|motrin|advil|macrobid|bactrim|cipro|keflex|z-?pack?|vanco|zosyn|rocephin|lidocaine|tramadol|narcan|[a-z]{2,}(?:cillin|pril|sartan|olol|statin|azole|mycin|micin"
    r"|cycline|floxacin|parin|xaban|gliptin|gliflozin|glutide|mab|nib|zepam|codone|triptan|dipine|sone|lone|formin|setron|oxetine|thiazide|semide|profen|coxib|caine|arone|arin|acin|cin))"
)
_ACTION = r"(?:dopplers?|mris?|cts?|(?:ct|cat) scans?|scans?|x-?rays?|ultrasounds?|echos?|biops(?:y|ies)|surgery|operation|stents?|caths?|colonoscopy|scopes?|colectomy|referral|labs|blood ?work|work-?up|admission|hospital|icu|physical therapy|bypass|(?:eye )?doctor|specialist|cardiologist|neurologist|er|splint|cast|brace)"
_PATIENT = r"(?:he|she|they|(?:an? |the |this |that |my |our )?(?:(?!code|modifier)[a-z]+ )?(?:patient|pt|baby|infant|newborn|child|kid|mom|mother|dad|father|wife|husband|son|daughter|doctor|doc|dr|surgeon|provider|nurse|np|ma|rn|lpn|aprn|medics?|team|physician|hospitalist|attending|ortho\w*|cardio\w*|oncolog\w*))"
_ANYONE = rf"(?:{_PATIENT}|i|we|you)"
_ACT = (
    r"(?:prescribe|operate|transfuse|intubate|inject|biopsy|(?:re-?)?excise|resect|amputate|drain|refer|admit|discharge|wean|taper|titrate|increase|lower|raise|double|restart|watch|wait|observe|monitor|repeat|escalate|induce|bridge"
    r"|vaccinate|try|give|start|stop|hold|take|switch|continue|discontinue|resume|treat|go back|get|put (?:him|her|them)|send (?:him|her|them)"
    r"|be (?:on|taking|giving|given|started on|admitted|treated|sent|scanned|transfused|discharged|weaned|off)|have (?:been given|been started|given|done|ordered|started|stopped|gotten|had|operated|waited))"
)
_NOT_CARE = r"(?!\s+(?:with (?:the|an?|modifier|[a-z]?\d)|the (?:clock|claim|time|count|history)|time\b|count|from\b|off\b|over\b|credit|a new\b|in the (?:note|chart)))"
_SAFE = r"(?:safe|safer|safest|too (?:much|high|low|strong|soon|little)|better|best|stronger|preferred|overkill|contraindicated|dangerous|recommended|indicated|first[- ]line|work(?:s)? (?:better|best|faster)|help(?:s)? (?:more|most))"
_TREATMENT = (
    rf"(?:^|[,:] |\b(?:and|know|wonder\w*|asks|if) )(?:so |but |also |or |just )?(?:should|would|can|could) {_ANYONE} (?!(?:\w+ )?(?:use|list|pick|put|call|say|assign|send|consider|assume|combine|go|see|treat)\b)[^?!]*?\b(?:{_DRUG}|{_ACTION})\b[^.?!]*(?:\?|$)",
    rf"\bhow (?:many|much) (?:more )?(?:days?|weeks?|hours?|mgs?|mcg|doses|puffs|tablets|pills|drops) of\b[^.?!]{{0,30}}\b(?:{_DRUG}|{_ACTION}|[a-z]+ for)\b|\bbest {_DRUG} for\b|\bwhat(?:'s| is) the (?:\w+ )?(?:dose|dosage|dosing)\b|\b(?:does|do|will|would) an? [^.?!]{{0,40}}\b(?:in|for) (?:an? |this |my )[^.?!]{{0,20}}\bneeds? (?:{_DRUG}|{_ACTION})\b|^\W*(?:ok|okay|safe) to (?:send|give|start|stop|discharge|restart|hold)\b(?! (?:the claim|it out|a query))|\bis it (?:ok|okay|safe|fine|dangerous) (?:that|if) {_PATIENT} (?:takes?|drinks?|stops?|starts?|is on|stays)\b",
    r"\b(?:target|goal) \w+ should (?:i|we|he|she) (?:aim|shoot)\b|\b(?:again|up the [a-z]+|down the [a-z]+|continue) or (?:go to|recheck|wait|switch|try)\b|\b(?:if|whether|will|does)\b[^.?!]{0,40}\b(?:will |likely to |going to )(?:pass|heal|resolve|recover|survive|go away|grow back)\b",
    rf"\b(?:(?:should|shouldn'?t|shall)\s+{_PATIENT}|(?:if|whether|asks|know|wonder\w*) {_PATIENT} (?:should|ought to|needs? to))\s+(?:\w+\s+){{0,2}}?{_ACT}\b{_NOT_CARE}|(?:^|, |\bor )(?:transfuse|intubate|operate|induce|anticoagulate|amputate|biopsy|excise|cardiovert)\b[^.?!]{{0,30}}\?",
    rf"\bwhen (?:should|can|could|does) {_PATIENT} (?:come back|return|go back|follow up|repeat|have|get|resume|drive|fly|swim|restart|start|stop)\b|\bhow (?:fast|quickly|aggressively|high|low|soon) (?:should|can|could|do)\b[^.?!]{{0,40}}\b(?:corrected|lowered|infused|given|tapered|raised|run|titrated|removed|repeated|scheduled|correct|lower|give|taper|bring)\b|\b(?:sounds?|looks?) like (?:an? )?[a-z ]{{3,30}} to you\b|\b(?:safer|riskier)\b|\b(?:what|which) {_DRUG} (?:is|are|would be) (?:ok|okay|fine|good)\b",
    rf"\bshould (?:i|we|you)\b\s+(?:\w+\s+){{0,2}}?{_ACT}\b{_NOT_CARE}[^.?!]{{0,40}}\b(?:{_DRUG}|{_ACTION}|him|her|them)\b",
    rf"\b(?:should|would) (?:i|we|you) (?:\w+ )?(?:prescribe|operate|transfuse|intubate|biopsy|discharge|anticoagulate|vaccinate|immunize|amputate|treat(?! (?:this|it|that|them|her|him)? ?as))\b|\bdo you think {_PATIENT} (?:\w+ )?(?:needs?|should|ought|can|could|has|is)\b|\b(?:can|should|could) (?:the|her|his|it|this|that)\b[^?]{{0,30}}\bbe (?:frozen|drained|injected|repeated|reopened|aspirated|taken out|reset|operated)\b|\bor just (?:watch|wait|observe|monitor)\b",
    rf"\b(?:do|does|did|will|would)\s+{_ANYONE}\s+(?:\w+\s+)?(?:need|require|want)\s+(?:an? |any |more |another |to (?:have |get |be on |start |see |take |go (?:to )?)(?:an? |the )?)?(?:\w+\s+)?(?:{_DRUG}|{_ACTION})\b",
    rf"\b(?:what|which|how (?:much|many))\b[^.?!]{{0,40}}\b{_DRUG}\b[^.?!]{{0,50}}\b(?:give|given|prescribe\w*|start\w*|recommend\w*|take|inject\w*|administer\w*|order|try|put (?:him|her|them|in)|use (?:for|in|on))\b",
    rf"\b(?:what|which|how much|how many)\s+(?:\w+\s+){{0,4}}?(?:would|should|could|can|do)\s+{_ANYONE}\s+(?:\w+\s+)?(?:give|try|prescribe|take|(?:offer|start|put|do for) (?:him|her|them|this patient|the patient)|recommend (?:for|he|she|they))\b(?! (?:him|her|them|it|this) (?:as|a code))",
    rf"\bhow (?:long|often|soon)\b[^.?!]{{0,30}}\b(?:(?:stay|be|keep|go|remain)\b[^.?!]{{0,12}}\b(?:on|off)|take|continue|wait|repeat|recover|treat|heal)\b[^.?!]{{0,30}}\b(?:{_DRUG}|{_ACTION}|epidural|block|it|him|her)\b",
    r"\bhow (?:do|should|would|can) (?:i|we|you|they|he|she) (?:treat|manage|lower|bring down|dose|wean|taper)\b(?! (?:this|it|that) as)",
    rf"\b(?:time|safe|ok|okay|dangerous|all right|fine|wise|better|reasonable|appropriate|too (?:soon|early|late)) (?:for \w+ (?:\w+ )?)?to (?:(?:give|start|stop|hold|restart|resume|prescribe|combine|operate|wait|watch|increase|discharge|drive|fly|breastfeed|send (?:him|her))\b{_NOT_CARE}|(?:take|repeat|remove)(?:\s*\?| [^.?!]{{0,25}}\b(?:{_DRUG}|it|sutures?|stitches|staples)\b)|take the (?:sutures|stitches|staples|cast) )",
    rf"\b(?:{_DRUG}|{_ACTION})\b[^.?!]{{0,50}}\b{_SAFE}\b|\b(?:is|are|would|will|does|do|which)\b[^.?!]{{0,40}}\b{_SAFE}\b[^.?!]{{0,20}}\b{_DRUG}\b",
    rf"\b(?:what|any|how|which)\b[^.?!]{{0,30}}\b(?:(?:drug )?interactions?|prognosis|life expectancy|half-?life|(?:max\w*|daily) dose|side effects?)\b|\b(?:go to|increase|switch)\b[^.?!]{{0,30}}\bor (?:add|switch|go|increase|stop|start)\b|\b{_SAFE} for (?:him|her|them|this patient|the patient|my \w+)\b|\b(?:recommend|suggest|advise)\b[^.?!]{{0,30}}\b(?:{_DRUG}|{_ACTION})\b|\bbest (?:treatment|therapy) (?:for|in)\b",
    rf"\bcan (?:she|he|the (?:patient|pt)|my \w+) (?:safely )?(?:take|combine|(?:stop|start|keep) (?:taking )?)\b|\bcan (?:i|they|we|you) (?:safely |still |just )?(?:take|combine|give|stop|start|keep|mix)\b[^.?!]{{0,30}}\b{_DRUG}\b",
    rf"\b{_DRUG}\b or (?:\w+ (?:to )?){{0,2}}?(?:{_DRUG}|{_ACTION})\b[^.?!]*\?|\b(?:surgery|operate|biopsy|excise|re-?excise|drain)\b[^.?!]{{0,30}}\bor\b[^.?!]{{0,20}}\b(?:watch|wait|observe|leave|conservative\w*)\b",
)  # fmt: skip
_A_CODE = r"(?:[a-tv-z]\d[\da-z](?:\.[\da-z]{1,4})?|[a-z]\d{4}|\d{4}[\dft])"
_CODER = re.compile(
    r"\b(?:cod(?:e[ds]?|ing|ers?|able)|modifiers?|mods?|p?dx|diagnos[ei]s|icd\S*|cpt|hcpcs|bill\w*|claims?|charg\w*|report(?:ed|able|ing)|(?:to|we|i) report|mdm|levels? (?:of|\d)|(?:what|which|right|the|e/?m|visit) level|risk"
    r"|(?<!platelet )(?<!white )(?<!blood )(?<!cell )count(?:s|ed|ing)?|credit|sequenc\w*|principal|poa|document\w*|quer(?:y|ies)|guidelines?|(?<!c-)(?<!c )section|rule|drug management|administration|monitoring"
    r"|adverse effect|poisoning|underdos\w*|toxicity|global|ncci|hcc|drg|pay|paid|payable|payers?|medicare|medicaid|cover(?:ed|age)|supported|visits?|consults?|encounter|notes?|chart(?:ed|s)?|separate\w*|included?|integral"
    r"|part of|long[- ]term|wast(?:e|ed|age)|units?(?= of (?:the )?[a-z]\d)|billable|bundled?|same day|(?:goes?|comes?|list\w*|which|is it|put) first|first[- ]listed|7th|seventh|excludes\d?|listed|underlying cause|status|undecided|active treatment|how many units (?:for|do|does|can|is|are|would|to)|hpi|ros|reconcil\w*|unspecified|still active)\b"
    rf"|\b(?:as|use|is|still|to|be|or|and|keep|add|append|take|pick up|versus|vs\.?|another|a|both|make it|send) {_A_CODE}\b|\bz\d\d\b|-\d\d\b"
    rf"|\b(?<!in )(?<!for )(?<!of ){_A_CODE}(?: (?:or|and|vs\.?|be|by|on|too|with|x\d|units?|twice|again|go|instead)\b|[/,] ?{_A_CODE})"
)
_AFTERWARDS = re.compile(
    r"\b(?:before|so|once|when|after|until|till) (?:that )?(?:i|we|you) (?:can )?(?:\w+ )?(?:cod|bill|report|charg|drop|submit)\w*[^.?!]*"
)
_SENTENCE = re.compile(r"(?<=[.?!])(?<!vs\.)(?<!dr\.)(?<!pt\.)\s+|\n+|;\s+")
_ASKING = re.compile(
    r"\?|\b(?:what|which|how|who|when|where|why|should|does|do|is|are|can|could|would|will|may) \w+|\bcodes?\b[^.]{0,12}$|^\W*(?:cod(?:e|ing)|dx|level|need|give|advise|recommend|tell|time to)\b"
)
# --- neither coding nor a patient: careers, exams, software, the office
_OFFICE = re.compile(
    r"\b(?:salar(?:y|ies)|wages?|my (?:resume|cv)|laptops?|productivity|burn(?:ed|t) out|coworkers? (?:gossip\w*|hates?|keeps? talking)|ask for (?:a|my) (?:raise|transfer|promotion)|quit(?:ting)? my job|overtime|pto|cover letter|pass rate|ceus?|recertif\w*|certified|study guide|hiring|hired|remote(?:ly)? (?:work|jobs?|positions?)|jobs? (?:market|offer|search|opening|interview)s?"
    r"|become an? (?:\w+ ){0,3}(?:auditor|coder|biller)|tax(?:es| returns?)|w-?2|1099|memori[sz]e|replace (?:human )?coders|cpc-a|(?:anatomy|good|study) (?:\w+ )?(?:book|textbook|podcast|course)|passwords?|log ?in|fax number|phone number|lawsuit|sue)\b"
    r"|\b(?:aapc|ahima|certification|licensing|coding|c(?:pc|ic|cs|oc|rc|pma)|rhi[ta])\b[^.?!]{0,20}\b(?:exams?|tests?|credential|membership|dues|school|course|class|bootcamp)\b"
    r"|\b(?:cpc|cic|ccs|coc|crc|cpma|rhit|rhia)s?\b[^.?!]{0,40}\b(?:earn|worth|harder|easier|salary|make|pay|study|pass|get paid)\b|\b(?:earn|make|makes|get paid)\b[^.?!]{0,20}\b(?:a year|an hour|per hour|hourly|annually)\b"
    r"|\b(?:encoder|software|computer|laptop|browser|excel|epic|cerner|3m|printer|screen)\b[^.?!]{0,30}\b(?:crash\w*|freez\w*|frozen|install\w*|reboot\w*|slow|(?:easier|easy|hard|harder) to (?:learn|use))\b"
)
_CASE = re.compile(
    r"\b(?:[a-z]\d[\da-z]\.[\da-z]+|\d{5}|[a-z]\d{4}|modifiers?|patients?|pts?|chart|notes?|document\w*|dx|diagnos\w*|encounter|claim denied|surge\w+|hpi|injur\w*|(?:what|which|the|icd\S*|dx|cpt) (?:\w+ )?codes? (?:for|do|should|is|if))\b"
)
_VERBATIM = r"\b(?:quote|recite|read me|as printed|printed text|article text|verbatim|word[- ]for[- ]word|exact (?:text|wording|words|descriptor\w*|description|language|nomenclature)|(?:full|official|long|complete)\s+(?:\w+\s+){0,2}?(?:text|descriptor\w*|descriptions?|nomenclature)|copy (?:and paste )?the|print|reproduce|paste)\b|\bexact\b.{0,20}\b(?:text|wording|descriptor\w*|description|nomenclature)\b"
_OTHERS_TEXT = r"\b(?:ama|cpt|cdt|ada|coding clinic|aha|cpt assistant|code ?book|copyright\w*)\b"
_NO_SECTION = (
    r"(?<!c )(?<!c-)\bsections?\s+(?:v|vi{1,3}|ix|x|xi|xii|[5-9]|1\d)\b(?:[. ]?[a-z0-9]+)*|\bi\.c\.(?:2[3-9]|[3-9]\d)\b"
)
_SAYS = re.compile(r"\bwhat (?:does|do|is|are)\b|\b(?:explain|show me|read me|summari[sz]e|give me)\b")
_PCS = r"\bicd-?\s?10-?\s?pcs\b|\bpcs (?:codes?|root|tables?|value|character|section)\b|\broot operations?\b"
_TERMINOLOGY = r"\bicd-?\s?9(?:-cm)?\b|\b(?:codes?|dx)\s+(?:of |is )?\d{3}\.\d{1,2}\b(?!\s?(?:f|c|deg\w*|mg|lbs?|kg)\b)|\b\d{3}\.\d\d on (?:the|a|our) claim\b|\bicd-?10-?(?:am|ca|gm|who)\b|\b(?:achi|opcs(?:-4)?)\b.{0,20}\b(?:cod\w+|procedure|number|interventions?)\b|\b(?:icd-?\s?11|icd-?o(?:-3)?|snomed(?:[- ]ct)?|loinc|rxnorm|dsm-?\s?(?:iv|v|5)(?:-tr)?|cdt)\b.{0,20}\b(?:codes?|concept|number|procedure|nomenclature)\b|\b(?:what|which|give|need|map\w*|convert\w*)\b.{0,40}\b(?:icd-?\s?11|snomed|loinc|rxnorm|icd-?o-3|cdt)\b"

_ASKS = {
    "together": r"\b(?:together|with each other|both|same (?:claim|encounter|visit|time|day)|and also|in addition|alongside|along with|pair\w*|conflict|excludes\s?[12])\b"
    r"|\bcan (?:i|we|you)\b.{0,40}\bwith\b|\bbill\b.{0,30}\bwith\b",
    "order": r"\b(?:first|sequenc\w*|order|principal|primary|secondary|lead\w*|comes? before)\b",
    "billable": r"\b(?:billable|valid|reportable|header|complete code|specific enough|invalid|still (?:active|good)|deleted|real code|exist\w*)\b",
    "seventh": r"\b(?:7th|seventh)\b|\bencounter character\b|\bplaceholder\b",
    "lookup": r"^\W*(?:what|which)\b.{0,30}\bcodes?\b.{0,12}\b(?:for|is|of)\b|^\W*(?:icd\S*|dx|diagnosis)?\s*codes? for\b"
    r"|\bhow (?:do|should|would) (?:i|we|you) code\b|\bhow to code\b",
    "versus": r"\b(?:or|vs\.?|versus|instead of|rather than)\b",
}  # fmt: skip
# "...confirmed by rapid test. Dx code?": a bare request at the end, not "is it a valid code?"
_CODE_PLEASE = re.compile(
    r"(?:^|[.;:,!?])\s*(?:so |and |please |the |what(?:'s| is) the |which |what )?(?:icd\S*|dx|diagnosis|right|correct)?\s*codes?(?: please| pls)?\s*[?.]*\s*$"
)


# "20613: what does it describe?"
_STANDS_FOR = re.compile(
    r"\bwhat (?:does|do|is|are|was) (?:(?:the )?(?:cpt|hcpcs|code|number) ){0,2}(?:[a-z]?\d{4}\w?|it|that|this|these|those|they)(?: (?:one|code|number))?(?: \w+){0,2} (?:describe|mean|stand for|cover|say|for)\b"
    r"|\bwhat(?:'s| is) (?:it|that|this|(?:cpt |code )?[a-z]?\d{4}\w?)(?: one| code| number)?\s*(?:[?.,]|$)|\b(?:real|valid|active|exists?|deleted|retired|still good|legit) ?(?:cpt|code|number)?\b"
)


def asks(text: str) -> frozenset[str]:
    """What the question asks for, as names; several may hold, none need to."""
    lower = " ".join(text.lower().replace("\u2019", "'").split())
    found = {name for name, words in _ASKS.items() if re.search(words, lower)}
    if _wants_money(lower):
        found.add(MONEY)
    asked = [s for s in _SENTENCE.split(lower) if _ASKING.search(s)] or [lower]
    if _wants_treatment(asked):
        found.add(TREATMENT)
    if _OFFICE.search(lower) and not _CASE.search(lower):
        found = (found | {NO_CODING}) - {MONEY, TREATMENT}
    quoted = re.search(_VERBATIM, lower)
    if (quoted and re.search(_OTHERS_TEXT, lower)) or (
        (quoted or _SAYS.search(lower)) and re.search(_NO_SECTION, lower)
    ):
        found.add(NOT_HELD)
    if re.search(f"{_PCS}|{_TERMINOLOGY}", lower):
        found.add(OTHER_SYSTEM)
    if _STANDS_FOR.search(lower):
        found.add(NUMBER)
    if _bare(lower) or _CODE_PLEASE.search(lower):
        found.add("lookup")
    return frozenset(found)


def _wants_money(lower: str) -> bool:
    """A wish for a better paid code, plain or by its proxies: CC, MCC, HCC, RAF, case mix.

    Not where somebody else wishes it and a record is described: then the coder asks whether the record supports the code.
    """
    if _EQUAL.search(lower):
        return False
    own = _OTHERS_WISH.sub(" ", lower)
    if len(re.findall(r"[a-z]+", own)) >= _DESCRIBED:
        lower = own
    if any(re.search(words, lower) for words in _COMPARED):
        return True
    return not _DEFENDS.search(lower) and any(re.search(words, lower) for words in _STEERED)


def _wants_treatment(asked: list[str]) -> bool:
    """Whether a clinical act is asked about, and nothing of coding."""
    clinical = [s for s in asked if any(_clause(s, m) for words in _TREATMENT for m in re.finditer(words, s))]
    return bool(clinical) and not any(_of_coding(s) for s in asked if s not in clinical)


def _clause(sentence: str, found: re.Match[str]) -> bool:
    """True where the clause about the act, up to the end of the sentence, has no word of coding."""
    start = max(sentence.rfind(mark, 0, found.start()) for mark in ",:") + 1
    return not _of_coding(sentence[start:])


def _of_coding(words: str) -> bool:
    return bool(_CODER.search(_AFTERWARDS.sub(" ", words)))


def _bare(lower: str) -> bool:
    """A bare term or statement of a few words, with no question in it, looks a code up."""
    asked = re.search(r"\?|\b(?:can|should|do|does|is|are|which|what|how|when|why|who|or|first|code[ds]?)\b", lower)
    return not asked and len(lower.split()) <= 10
