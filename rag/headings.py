"""What note headings are called: wording -> kind of section, as `rag.sections.normal` spells it."""

from __future__ import annotations

import re
from functools import cache

KINDS = (
    "chief complaint", "hpi", "ros", "pmh", "psh", "family", "social", "medications", "allergies", "exam", "vitals",
    "labs", "imaging", "procedure", "pathology", "assessment", "plan", "hospital course", "admission", "indication",
    "problem list", "instructions", "addendum", "signature", "other",
)  # fmt: skip
# "and" stands for "&", "/" and "+" as well. A preoperative diagnosis is what the operation was for, not what it found.
WORDINGS = {
    "chief complaint": "cc, chief complaint, chief complaints, presenting complaint, presenting problem, reason for visit, reason for consult, reason for consultation, reason for referral, reason for encounter, complaint, complaints, visit reason",
    "hpi": "hpi, history of present illness, history of presenting illness, history of the present illness, present illness, history of present problem, subjective, subj, s, interval history, interim history, interval events, overnight events, events overnight, hpi and interval history, hx of present illness, history, brief history, clinical course, patient history, 24 hour events, brief hpi, present history, history and present illness, nature of illness, mechanism of injury",
    "ros": "ros, review of systems, review of symptoms, systems review, pertinent ros, pertinent positives, pertinent negatives, pertinent positives and negatives, symptom review, 10 point ros, 12 point ros, 14 point ros",
    "pmh": "pmh, pmhx, pmx, past med hx, ros and pmh, past medical history, past medical hx, medical history, past history, medical hx, past medical problems, pmh and psh, pmhx and pshx, past medical and surgical history, past medical surgical history, pmsh, pmfsh, pmh and psh and fh and sh, significant past medical history, past psychiatric history, psychiatric history, psych hx, past psych history, ob history, obstetric history, obstetrical history, ob hx, gyn history, ob and gyn history, gynecologic history, past ob history, past obstetric history, birth history, neonatal history, developmental history, oncologic history, oncology history, cancer history, cardiac history, past ocular history, ocular history, past cardiac history, past problems, resolved problems, comorbidities, prior medical history, injury history, background",
    "psh": "psh, pshx, past surg, past surg hx, past surgical history, past surgical hx, surgical history, surgical hx, past procedures, prior surgeries, previous surgeries, past operations, surgeries, past procedural history, prior procedures",
    "family": "fh, fhx, fmh, fmhx, fam, fam hx, famhx, family history, family hx, family medical history, family health history, family psychiatric history, family hist, pertinent family history",
    "social": "sh, shx, soc, soc hx, sochx, social history, social hx, social, social determinants, sdoh, tobacco history, substance use, substance use history, substance history, habits, lifestyle, occupational history, travel history, sexual history, living situation, social and functional history",
    "medications": "meds, rx meds, medications, medication, current medications, current meds, home medications, home meds, medication list, med list, outpatient medications, inpatient medications, discharge medications, discharge meds, medications on admission, admission medications, medications at discharge, current outpatient medications, prescriptions, rx, active medications, scheduled medications, prn medications, medication reconciliation, medications prior to admission, prior to admission medications, infusions, current outpatient prescriptions",
    "allergies": "allergies, allergy, all, drug allergies, medication allergies, allergies and intolerances, allergies and adverse reactions, adverse reactions, known allergies",
    "exam": "exam, pe, px, physical exam, physical examination, phys exam, physical, examination, objective, obj, o, exam findings, focused exam, mental status exam, mental status examination, mse, neuro exam, neurologic exam, neurological exam, musculoskeletal exam, msk exam, skin exam, pelvic exam, cardiac exam, eye exam, slit lamp exam, slit lamp, fundus exam, wound exam, foot exam, discharge exam, physical exam on admission, physical exam at discharge, physical findings, on exam, on examination, primary survey, secondary survey, wound assessment, nursing assessment, skin assessment, neurologic, general exam, condition on exam",
    "vitals": "vitals, vital signs, vs, vital, triage vitals, vital signs on arrival, ed triage vitals, measurements, vitals and measurements, height and weight",
    "labs": "labs, lab, laboratory, laboratory data, lab results, laboratory results, labs and studies, labs and imaging, data, results, pertinent labs, lab data, pertinent results, lab findings, recent labs, microbiology, micro, cultures, test results, data reviewed, labs reviewed, laboratory studies, diagnostic data, diagnostics, diagnostic studies, studies, workup, ed workup, blood work, urinalysis, ua, poc testing, laboratory findings, lab work",
    "imaging": "imaging, radiology, imaging studies, imaging results, radiology results, radiographs, x ray, x rays, xray, xr, cxr, chest x ray, ct, mri, ultrasound, us, echo, echocardiogram, ekg, ecg, ekg and imaging, findings, radiographic findings, imaging findings, comparison, technique, mammogram, dexa, pet ct, diagnostic imaging, radiology report, ct head, ct chest, ct abdomen and pelvis",
    "procedure": "procedure, procedures, procedure performed, procedures performed, operation, operations, operation performed, operations performed, operative procedure, description of procedure, description of the procedure, details of procedure, procedure details, procedure in detail, procedure description, operative findings, intraoperative findings, operative course, description of operation, name of procedure, title of operation, operative note, procedure note, surgery performed, technique and findings, operative technique, anesthesia, complications, specimens, specimen, estimated blood loss, ebl, implants, drains, surgeon, assistant, surgical findings, procedural findings, indications and findings, delivery note, wound care, closure, hardware",
    "pathology": "pathology, path, pathology report, surgical pathology, final pathologic diagnosis, pathologic diagnosis, pathology diagnosis, histology, gross description, microscopic description, cytology, pathology results, pathology findings, biopsy results, biopsy result",
    "assessment": "a, ap, dx list, diagnosis list, list of diagnoses, final dx list, principal, secondary, preop and postop dx, pre op and post op dx, preop and postop diagnosis, pre and post op dx, pre and post op diagnosis, preoperative and postoperative diagnosis, assessment, assessments, impression, impressions, assessment and plan, a and p, a p, assessment plan, impression and plan, imp, imp and plan, impression and recommendations, assessment and recommendations, assessment and recommendation, diagnosis, diagnoses, dx, dxs, final diagnosis, final diagnoses, discharge diagnosis, discharge diagnoses, discharge dx, principal diagnosis, primary diagnosis, principal problem, secondary diagnosis, secondary diagnoses, other diagnoses, visit diagnosis, visit diagnoses, diagnoses and all orders for this visit, diagnosis and orders, encounter diagnosis, encounter diagnoses, clinical impression, clinical impressions, ed diagnosis, ed diagnoses, ed dx, final impression, postoperative diagnosis, postoperative diagnoses, post operative diagnosis, post op diagnosis, post op dx, postop diagnosis, postop dx, postprocedure diagnosis, post procedure diagnosis, postprocedural diagnosis, mdm, medical decision making, decision making, medical decision making and plan, diagnostic impression, diagnostic impressions, working diagnosis, conclusion, conclusions, summary and impression, assessment and diagnosis, diagnosis and plan, dx and plan, today s diagnoses, problems addressed, problems addressed today, discharge problem list, discharge diagnosis list, billing diagnosis, billing diagnoses, hospital problems, final assessment, diagnoses at discharge, a and o, a and p by problem, assessment and plan by problem, differential diagnosis, differential, ddx, primary dx, secondary dx, final dx, diagnostic formulation, formulation, wound diagnosis",
    "plan": "p, plan, plans, treatment plan, plan of care, recommendations, recommendation, recs, treatment, disposition, dispo, disposition and plan, orders, plan and orders, management, plan and recommendations, follow up plan, care plan, plan by problem, tx, tx plan, medical plan, discharge plan, follow up, followup, counseling",
    "hospital course": "hospital course, brief hospital course, hospital course by problem, course, ed course, emergency department course, course in ed, course in the ed, clinical hospital course, summary of hospital course, hospital summary, treatment course, ed course and mdm, summary of hospitalization, hospital course and treatment, icu course, course in hospital",
    "admission": "admission diagnosis, admission diagnoses, admitting diagnosis, admitting diagnoses, admit diagnosis, admit dx, admitting dx, admission dx, reason for admission, reason for hospitalization, diagnosis on admission, diagnoses on admission, provisional diagnosis, admitting impression, diagnosis at admission",
    "indication": "indication, indications, indication for procedure, indications for procedure, indications for surgery, indication for surgery, indication for exam, reason for exam, reason for study, reason for test, reason for procedure, clinical indication, clinical indications, clinical history, clinical information, exam indication, preoperative diagnosis, preoperative diagnoses, pre operative diagnosis, pre op diagnosis, pre op dx, preop diagnosis, preop dx, preprocedure diagnosis, pre procedure diagnosis, preprocedural diagnosis, ordering diagnosis, referring diagnosis, history and indication, indication for study",
    "problem list": "problem list, problems, active problems, active problem list, current problems, patient active problem list, chronic problems, problem list and past medical history, ongoing problems, medical problems, chronic conditions, chronic medical problems, active issues, active medical problems, chronic issues, active diagnoses, chronic diagnoses",
    "instructions": "instructions, patient instructions, discharge instructions, return precautions, follow up instructions, patient education, education, after visit summary, avs, discharge instructions given, activity, diet, precautions, warning signs, when to call, when to seek care, care instructions, home instructions, wound care instructions, anticipatory guidance, aftercare instructions, patient information, return to ed if, return if, call if, er precautions, ed precautions, strict return precautions",
    "addendum": "addendum, addenda, late entry, amendment, addendum to note, correction, clarification",
    "signature": "signature, signed, signed by, electronically signed, electronically signed by, attestation, attending attestation, teaching physician attestation, attestation statement, e signed, e signed by, dictated by, authenticated by, cosigned by, provider signature, scribe attestation, scribed by, dictated and signed",
    "other": "date, date of service, dos, date of visit, patient, patient name, name, mrn, dob, age, sex, gender, provider, physician, attending, pcp, location, insurance, immunizations, immunization history, health maintenance, code status, time spent, total time, consults, consultants, consultations, condition, condition at discharge, discharge condition, prognosis, goals, goals of care, functional status, screenings, screening, risk factors, risk assessment, quality measures, communication, interpreter, informant, source, source of history, date of admission, date of discharge, admission date, discharge date, length of stay, facility, setting, visit type, encounter type, referring provider, billing, coding, cpt, icd 10, codes, nursing note, note, time out, consent, progress note, discharge summary, office visit, clinic note, consult note, consultation note, consultation, operative report, ed note, ed provider note, emergency department note, emergency room note, history and physical, h and p, telephone encounter, telehealth visit, annual wellness visit, wellness visit, well child visit, admission note, nurse note, triage note, triage, soap note, follow up visit, follow up note, urgent care note, transfer note, cardiology consult, preoperative clearance, physical therapy note, pt note, ot note, case management, case management note, daily progress note, hospital progress note, attending note, resident note, procedure report, radiology note, postoperative visit, post op visit, new patient visit, established patient visit, prenatal visit, ob visit, home health note, dietitian note, nutrition note, social work note, pharmacy note, event note, death summary, outpatient visit, inpatient note, ed visit, emergency department visit, urgent care visit, imaging report, lab report",
}  # fmt: skip
# Systems of an examination or a review: they part lines inside a section and open none.
SYSTEMS = frozenset(["general", "gen", "constitutional", "const", "heent", "hent", "head", "eyes", "eye", "ears", "nose", "throat", "mouth", "ent", "neck", "cv", "cardiovascular", "cardiac", "heart", "resp", "respiratory", "pulm", "pulmonary", "lungs", "lung", "chest", "breast", "breasts", "abd", "abdomen", "abdominal", "gi", "gastrointestinal", "gu", "genitourinary", "msk", "musculoskeletal", "ext", "extremities", "extremity", "skin", "derm", "integumentary", "neuro", "neurologic", "neurological", "psych", "psychiatric", "psychological", "behavioral", "hem", "hematological", "endo", "endocrine", "heme", "hematologic", "lymph", "lymphatic", "lymphatics", "back", "spine", "pelvis", "pelvic", "rectal", "vascular", "pulses", "joints", "nodes", "allergic", "immunologic", "mood", "affect", "wound", "foot", "feet", "gait", "right", "left"])  # fmt: skip


_JOINED = re.compile(r"[/&+]")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_DROPPED = re.compile(r",?\s+(?:hospital )?day \d+|\([^)]*\)|\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?|#\s*\d+|\b\d{4}\b")
_NEW_NOTE = frozenset(
    ["date of service", "dos", "date of visit", "patient name", "mrn", "history and physical", "h and p"]
)
_TITLE_WORDS = frozenset(["note", "report", "visit", "summary", "encounter", "consult", "consultation", "evaluation"])


def normal(heading: str) -> str:
    """A heading as the table spells it: lower case, words only, "&", "/" and "+" as "and", no dates or brackets."""
    plain = _JOINED.sub(" and ", _DROPPED.sub(" ", heading)).lower()
    return _NO_WORD.sub(" ", plain).strip()


def kind_at(heading: str) -> str:
    """The kind a heading names, "" when it is not known."""
    name = normal(heading)
    kind = wordings().get(name, "") or _by_word(name)
    return in_place(name, kind, inline=False) if kind else ""


# a heading that no table knows, by a word of it: "Diagnosis on discharge", "Secondary dx", "Relevant meds"
_WORDS = (
    (
        "admission",
        r"(?:admi\w+|provisional|presenting) (?:dx|diagnos[ei]s|impression)|(?:dx|diagnos[ei]s) (?:on|at) admission",
    ),
    ("indication", r"(?:pre ?\w*|referring|ordering) (?:dx|diagnos[ei]s)"),
    (
        "assessment",
        r"(?:\w+ ){0,3}(?:dx|dxs|diagnos[ei]s|impressions?|assessments?)(?: (?:list|on|at|and|of|for|after) ?\w*){0,2}",
    ),
    ("family", r"(?:\w+ )?(?:family|fam|maternal|paternal) (?:\w+ )?(?:history|hx)"),
    ("pmh", r"(?:\w+ ){1,2}(?:history|hx)"),
    ("hospital course", r"(?:\w+ ){1,2}course"),
    ("medications", r"(?:\w+ ){1,2}(?:meds|medications)"),
    ("instructions", r"(?:\w+ ){1,2}instructions"),
    ("plan", r"(?:\w+ ){1,2}(?:plan|recommendations)"),
    ("other", r"progress(?: note)?(?: (?:hd|pod|ppd|day|hospital day) ?\d*)?|(?:hd|pod|ppd) ?\d+"),
)


def _by_word(name: str) -> str:
    if len(name.split()) > 5:
        return ""
    return next((kind for kind, words in _WORDS if re.fullmatch(words, name)), "")


def opens_note(name: str) -> bool:
    """True for what stands at the head of a note, as against within one."""
    return name in _NEW_NOTE or not name or any(w in _TITLE_WORDS for w in name.split()) or _by_word(name) == "other"


_DENYING = frozenset(["NO", "NOT", "DENIES", "WITHOUT", "NEG", "NEGATIVE"])


def is_label(name: str) -> bool:
    """True for a few words in capitals, such as a heading has that no table knows."""
    return (
        name.isupper()
        and name.split()[0] not in _DENYING
        and len(name) > 3
        and "." not in name
        and "," not in name
        and len(name.split()) <= 4
    )


def in_place(name: str, kind: str, inline: bool) -> str:
    """The kind, or a mark for what the sections before it decide: "findings", "embolism", "inline impression"."""
    if name == "findings":
        return "findings"
    if name == "pe":
        return "embolism"
    return "inline impression" if inline and name in ("impression", "impressions", "conclusion") else kind


def is_system(name: str) -> bool:
    """True for a system of an examination ("HEENT", "Heart and lungs")."""
    words = normal(name).replace(" and ", " ").split()
    return bool(words) and all(w in SYSTEMS for w in words)


def is_title(name: str) -> bool:
    """True for a line such as "Cardiology progress note 3/2/2026", which opens another note of the encounter."""
    words = normal(name).split()
    return 1 < len(words) <= 6 and words[-1] in _TITLE_WORDS and name[:1].isupper()


@cache
def wordings() -> dict[str, str]:
    """Wording -> kind."""
    return {wording: kind for kind, wordings in WORDINGS.items() for wording in wordings.split(", ")}
