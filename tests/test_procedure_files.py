"""The user's own CPT, HCPCS, NCCI and fee schedule files: what is read, what is refused, what is said to be missing."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from index.passage import Malformed, Tier
from index.procedure_files import ProcedureFiles, read_procedure_files
from index.procedure_release import Kind
from rag.ground import cite

SAMPLE = Path(__file__).parent.parent.parent / "shared" / "data" / "hcpcs_level2_2022.csv"
DAY = dt.date(2026, 2, 1)

CPT = (
    "CPT only copyright 2025 American Medical Association.\n\n"
    "Concept Id\tCPT Code\tLong\tMedium\tShort\tConsumer\tSpanish Consumer\tCurrent Descriptor Effective Date\n"
    '1\t90001\tA made-up service, first 5" lesion\tMADE-UP\tMADE-UP\tmade up\t\t20130101\n'
    "2\t0999T\tA made-up trial\tTRIAL\tTRIAL\ttrial\t\t20260101\n"
)
HCPCS = (
    "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,ADD DT,ACT EFF DT,TERM DT\n"
    'G9001,00100,3,"A made-up visit, with a",Visit,20240101,20240101,\n'
    "G9001,00200,4,second line,,,,\n"
    "G9002,00100,3,Ended service,Ended,20100101,20260115,20260131\n"
    "D9001,00100,3,Dental service,Dental,20100101,20100101,\n"
    "ZA,00100,7,A modifier,Modifier,20100101,20100101,\n"
)
PTP = (
    '"CPT only copyright 2025 American Medical Association."\t\t\t\t\t\t\n'
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "17000\t17110\t\t20200101\t*\t1\tMore extensive procedure\n"
    '17000\t17003\t*\t19960101\t20191231\t0\t"CPT ""separate procedure"" definition"\n'
    "17000\t17004\t\t20200101\t20200101\t9\tDeleted as of its first day\n"
    "D9001\t17004\t\t20200101\t*\t1\tDental\n"
)
MUE = (
    '"CPT copyright 2025\nAmerican Medical Association",,,\n'
    '"HCPCS/\nCPT Code",{} Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
    "17000,{},2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction\n"
    "D9001,1,1 Line Edit,Dental\n"
)
FEE = (
    ",,2026 National Physician Fee Schedule Relative Value File January Release,,,,,,\n"
    ",,,STATUS,WORK,GLOB,MULT,BILAT,ASST\n"
    "HCPCS,MOD,DESCRIPTION,CODE,RVU,DAYS,PROC,SURG,SURG\n"
    "17110,,SECRET DESCRIPTOR,A,7.77,010,2,0,1\n"
    "77067,26,SECRET DESCRIPTOR,A,7.77,XXX,0,2,0\n"
    "17999,,SECRET DESCRIPTOR,D,0.00,YYY,0,0,0\n"
)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


@pytest.fixture
def files(tmp_path: Path) -> ProcedureFiles:
    """One file of each kind, under official names, some in a subfolder, with BOM and CRLF."""
    write(tmp_path, "ConsolidatedCodeList.txt", CPT.replace("\n", "\r\n"), "utf-8-sig")
    write(tmp_path, "hcpcs/HCPC2026_JAN_ANWEB.csv", HCPCS)
    write(tmp_path, "ncci/ccipra-v320r0-f1.txt", PTP.replace("\n", "\r\n"), "utf-8-sig")
    write(tmp_path, "ncci/MCR_MUE_PractitionerServices_Eff_01-01-2026.csv", MUE.format("Practitioner", 1))
    write(tmp_path, "ncci/MCR_MUE_OutpatientHospital_Eff_01-01-2026.csv", MUE.format("Outpatient Hospital", 3))
    write(tmp_path, "PPRRVU2026_Jan_nonQPP.csv", FEE)
    return read_procedure_files(tmp_path)


def test_a_folder_that_is_not_there_misses_every_kind_and_can_tell_nothing(tmp_path: Path) -> None:
    files = read_procedure_files(tmp_path / "none")
    assert files.missing == tuple(map(str, Kind))
    assert files.exists("17000", DAY) is None
    assert (files.descriptor("17000"), files.global_days("17000")) == ("", "")
    assert files.edit("17000", "17110", DAY) is None and files.units("17000") is None


def test_the_default_folder_is_procedures_in_curbside_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_HOME", str(tmp_path))
    write(tmp_path, "procedures/HCPC2026_JAN_ANWEB.csv", HCPCS)
    files = read_procedure_files()
    assert files.descriptor("ZA") == "A modifier" and Kind.HCPCS not in files.missing and Kind.CPT in files.missing


def test_every_kind_is_recognised(files: ProcedureFiles) -> None:
    assert files.missing == ()
    assert sorted((f.kind.name, f.rows, f.setting) for f in files.loaded) == [
        ("CPT", 2, ""), ("FEE", 3, ""), ("HCPCS", 3, ""), ("MUE", 1, "outpatient hospital"),
        ("MUE", 1, "practitioner"), ("PTP", 3, "practitioner"),
    ]  # fmt: skip


def test_descriptors_keep_quotes_and_join_their_lines(files: ProcedureFiles) -> None:
    assert files.descriptor("90001") == 'A made-up service, first 5" lesion'
    assert files.descriptor("g9001") == "A made-up visit, with a second line"


def test_a_code_exists_within_its_dates_and_its_release(files: ProcedureFiles) -> None:
    assert files.exists("90001", DAY) is True
    assert files.exists("90002", DAY) is False
    assert files.exists("90001", dt.date(2027, 1, 1)) is None
    assert files.exists("G9001", dt.date(2023, 12, 31)) is False
    assert files.exists("G9001", dt.date(2025, 6, 1)) is True
    assert files.exists("G9002", dt.date(2026, 1, 31)) is True
    assert files.exists("G9002", DAY) is False
    assert files.exists("ZA", DAY) is True and files.exists("ZB", DAY) is False
    assert files.exists("25", DAY) is None  # no file of the five lists CPT modifiers


def test_a_code_absent_from_a_quarterly_file_may_come_in_the_next_quarter(files: ProcedureFiles) -> None:
    assert files.exists("G9999", dt.date(2026, 3, 31)) is False
    assert files.exists("G9999", dt.date(2026, 4, 1)) is None


def test_a_later_quarter_takes_precedence(tmp_path: Path) -> None:
    write(tmp_path, "HCPC2026_JAN_ANWEB.csv", HCPCS)
    write(tmp_path, "HCPC2026_APR_ANWEB.csv", HCPCS.replace("G9001", "G9003").replace("A modifier", "New words"))
    files = read_procedure_files(tmp_path)
    assert files.exists("G9001", dt.date(2026, 3, 31)) is True and files.exists("G9001", dt.date(2026, 4, 1)) is False
    assert files.descriptor("ZA") == "New words"


def test_the_fee_schedule_tells_of_codes_that_it_lists_and_of_no_others(tmp_path: Path) -> None:
    write(tmp_path, "PPRRVU26_JAN.csv", FEE)
    files = read_procedure_files(tmp_path)
    assert files.exists("17110", DAY) is True
    assert files.exists("17999", DAY) is None and files.exists("17111", DAY) is None
    assert files.exists("17110", dt.date(2025, 1, 1)) is None


def test_an_edit_is_found_in_either_direction_within_its_dates(files: ProcedureFiles) -> None:
    edit = files.edit("17110", "17000", DAY)
    assert edit is not None and edit == files.edit("17000", "17110", DAY)
    assert (edit.column1, edit.column2, edit.modifier_allowed, edit.setting) == ("17000", "17110", True, "practitioner")
    assert edit.where.endswith("ccipra-v320r0-f1.txt:6")
    assert files.edit("17000", "17110", dt.date(2019, 12, 31)) is None
    old = files.edit("17000", "17003", dt.date(2019, 12, 31))
    assert old is not None and old.modifier_allowed is False and old.rationale == 'CPT "separate procedure" definition'
    assert files.edit("17000", "17003", dt.date(2020, 1, 1)) is None
    assert files.edit("17000", "not a code", DAY) is None


def test_an_edit_deleted_on_its_first_day_never_was(files: ProcedureFiles) -> None:
    assert files.edit("17000", "17004", dt.date(2020, 1, 1)) is None


def test_practitioner_and_hospital_edits_are_not_mixed(tmp_path: Path) -> None:
    write(tmp_path, "ccioph-v320r0-f1.txt", PTP)
    write(tmp_path, "ccipra-v320r0-f1.txt", PTP.replace("*\t1\tMore", "*\t0\tMore"))
    files = read_procedure_files(tmp_path)
    allowed = {s: e.modifier_allowed for s in ("", "practitioner", "outpatient hospital")
               if (e := files.edit("17000", "17110", DAY, s))}  # fmt: skip
    assert allowed == {"": False, "practitioner": False, "outpatient hospital": True}


def test_units_are_those_of_the_setting(files: ProcedureFiles) -> None:
    mue = files.units("17000")
    assert mue is not None and (mue.units, mue.indicator, mue.setting) == (1, "2", "practitioner")
    hospital = files.units("17000", "outpatient hospital")
    assert hospital is not None and hospital.units == 3
    assert files.units("17000", "DME supplier") is None


def test_the_fee_schedule_gives_indicators_and_no_value(files: ProcedureFiles) -> None:
    assert files.global_days("17110") == "010"
    line = files.fee["77067", "26"]
    assert (line.status, line.global_days, line.bilateral, line.assistant) == ("A", "XXX", "2", "0")
    assert "SECRET" not in repr(files.fee) and "7.77" not in repr(files.fee)


def test_passages_hold_the_line_that_a_citation_quotes(files: ProcedureFiles) -> None:
    edit, mue = files.edit("17110", "17000", DAY), files.units("17000")
    assert edit and mue
    passage = files.edit_passage(edit)
    assert passage.tier == Tier.POLICY and passage.locator == "NCCI PTP 17000/17110"
    assert cite(passage, "17000 / 17110: column 1 / column 2, modifier allowed (1), effective 2020-01-01")
    assert passage.heading == "practitioner, ccipra-v320r0-f1.txt:6"
    assert cite(
        files.units_passage(mue), "17000: medically unlikely above 1 unit, MAI 2 (date of service edit: policy)"
    )
    fee, code = files.fee_passage("17110"), files.code_passage("G9002")
    assert fee and cite(fee, "17110: status A, global days 010, bilateral 0, assistant at surgery 1")
    assert code and cite(code, "G9002: Ended service (added 2010-01-01, ended 2026-01-31)")
    assert code.source.release == "HCPCS January 2026 (2026-01-01 to 2026-12-31)"
    assert files.code_passage("99999") is None and files.fee_passage("99999") is None


def test_dental_codes_are_never_kept(files: ProcedureFiles) -> None:
    assert "D9001" not in files.descriptors and files.exists("D9001", DAY) is None
    assert files.edit("D9001", "17004", DAY) is None and files.units("D9001") is None


def test_the_fixed_width_hcpcs_record_is_read(tmp_path: Path) -> None:
    def record(code: str, recid: str, words: str, added: str = "", ended: str = "") -> str:
        return f"{code:>5}00100{recid}{words:<80}{'short':<28}".ljust(268) + f"{added:<8}{added:<8}{ended:<8}".ljust(52)

    rows = [record("G9001", "3", "First", "20240101"), record("G9001", "4", "second"), record("ZA", "7", "Modifier")]
    rows += [record("D9001", "3", "Dental"), record("G9002", "3", "Ended", "20100101", "20251231")]
    write(tmp_path, "HCPC2026_JAN_ANWEB.txt", "\r\n".join(rows))
    files = read_procedure_files(tmp_path)
    assert set(files.descriptors) == {"G9001", "ZA", "G9002"} and files.descriptor("G9001") == "First second"
    assert files.exists("G9002", DAY) is False and files.exists("G9002", dt.date(2025, 12, 31)) is True


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, ends: str) -> None:
    write(tmp_path, "cpt_2026.txt", CPT.replace("made up", "caf\u00e9").replace("\n", ends), encoding)
    assert read_procedure_files(tmp_path).exists("90001", DAY) is True


def test_longult_has_no_header(tmp_path: Path) -> None:
    write(tmp_path, "LONGULT_2026.txt", "CPT only copyright AMA\n\n90001\tA MADE-UP SERVICE\n0999T\tA TRIAL\n")
    assert read_procedure_files(tmp_path).descriptor("90001") == "A MADE-UP SERVICE"


def test_a_header_that_breaks_inside_its_cells_is_read(tmp_path: Path) -> None:
    head = 'Column 1\tColumn 2\t"*=in existence\nprior to 1996"\tEffective Date\t"Deletion Date\n*=no data"\tModifier\tWhy\n'
    write(tmp_path, "ptp.txt", head + "17000\t17110\t\t20200101\t*\t1\tWhy\n")
    assert len(read_procedure_files(tmp_path).ptp) == 1


@pytest.mark.parametrize(
    ("name", "text", "where", "what"),
    [
        ("notes.csv", "a,b\n1,2\n", "notes.csv:1", "notes.csv is of unknown kind"),
        ("rvu.zip", "PK\x03\x04\0\0", "rvu.zip:1", "rvu.zip is of unknown kind"),
        ("empty.txt", "", "empty.txt:1", "unknown kind"),
        ("LONGULT.txt", "90001\tA service\n", "LONGULT.txt:1", "put it in the name"),
        ("cpt_2026.txt", CPT + "3\t9000\tShort code\n", "cpt_2026.txt:6", "expected a CPT code"),
        ("cpt_2026.txt", CPT + "3\t90001\tOther words\n", "cpt_2026.txt:6", "90001 stands twice"),
        ("HCPC2026.csv", HCPCS + "G9003,1,3,Words,,1.1.26,,\n", "HCPC2026.csv:7", "'1.1.26' is no date"),
        ("HCPC2026.csv", HCPCS + "G9003,1,4,Words,,,,\n", "HCPC2026.csv:7", "has no first line"),
        ("HCPC2026.csv", HCPCS + "G9003,1,3,,,,,\n", "HCPC2026.csv:7", "expected a HCPCS"),
        ("ptp.txt", PTP + "1700\t17110\t\t20200101\t*\t1\tWhy\n", "ptp.txt:10", "'1700' is no procedure code"),
        ("ptp.txt", PTP + "17000\t17110\t\t20201301\t*\t1\tWhy\n", "ptp.txt:10", ""),
        ("ptp.txt", PTP + "17000\t17110\t\t20200101\t*\t2\tWhy\n", "ptp.txt:10", "modifier indicator"),
        ("ptp.txt", PTP + "17000\t17110\n", "ptp.txt:10", "six or seven columns"),
        ("ptp.txt", PTP.split("17000")[0] + "1700\t17110\t\t20200101\t*\t1\t\n", "ptp.txt:6", "'1700'"),
        ("mue.csv", MUE.format("DME Supplier", "many"), "mue.csv:5", "units"),
        ("mue.csv", MUE.format("DME Supplier", 1) + "17000,2,3 Clinical,\n", "mue.csv:7", "17000 stands twice"),
        ("PPRRVU26.csv", FEE + "17111,,X,A,0,ten,0,0,0\n", "PPRRVU26.csv:7", "global days"),
    ],
)  # fmt: skip
def test_malformed_files_are_refused_with_file_and_line(
    tmp_path: Path, name: str, text: str, where: str, what: str
) -> None:
    write(tmp_path, name, text)
    with pytest.raises(Malformed) as refused:
        read_procedure_files(tmp_path)
    assert refused.value.where == str(tmp_path / where)
    assert what in str(refused.value)


def test_the_real_hcpcs_file_without_its_dental_codes(tmp_path: Path) -> None:
    if not SAMPLE.exists():
        pytest.skip("the HCPCS sample is not here")
    shutil.copy(SAMPLE, tmp_path)
    files = read_procedure_files(tmp_path)
    assert len(files.descriptors) == 7500
    assert not [c for c in files.descriptors if c.startswith("D") and len(c) == 5] and "DA" in files.descriptors
    assert files.descriptor("RT").startswith("Right side")
    assert files.descriptor("G0503").endswith("active treatment")
    assert files.exists("G2211", dt.date(2022, 5, 1)) is True
    assert files.exists("G2211", DAY) is None  # a file of 2022 cannot tell of 2026


def test_many_edits_stay_small(tmp_path: Path) -> None:
    rows = (f"{10000 + i // 300:05d}\t{40000 + i % 300:05d}\t\t20200101\t*\t{i % 2}\tWhy\n" for i in range(60_000))
    write(tmp_path, "ccipra-v320r0-f1.txt", "".join(rows))
    ptp = read_procedure_files(tmp_path).ptp
    columns = (ptp.pair, ptp.effective, ptp.deleted, ptp.line, ptp.modifier, ptp.file, ptp.rationale)
    assert len(ptp) == 60_000 and sum(c.nbytes for c in columns) == 25 * len(ptp)
    assert ptp.in_force("40299", "10199", DAY, "") is not None
