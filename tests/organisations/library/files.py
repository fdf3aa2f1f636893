"""The library's files, in Catalan. What is wrong in a row is said beside it; everything else is as it should be."""

from __future__ import annotations

import json
from pathlib import Path

# Typed from paper by hand; the spreadsheet put a title and a blank line above the header.
SURVEY = """Enquesta de satisfacció 2026

Full;Data;Edat;En conjunt;Personal;Horari;Prioritats
1;12 de març de 2026;30+;Molt satisfet;5;Bastant satisfet;fons
2;12 de març de 2026;<30;bastant satisfet;Molt satisfet;-;horari,fons
3;2 d'abril de 2026;30+;4;;Gens satisfet;
4;3 d'abril de 2026;;NS;Normal;NC;horari
5;31 d'abril de 2026;30+;4;4;4;fons
6;7 d'abril de 2026;<30;Estupend;4;4;fons
7;7 d'abril de 2026;<30;4;4;4;cafè
2;12 de març de 2026;<30;bastant satisfet;Molt satisfet;-;horari,fons
8;8 d'abril de 2026;quaranta;3;3;3;fons
"""  # 5: April has 30 days. 6: no label of the scale. 7: no such pick. Form 2 was typed twice.
BOX = """data\ttipus\tseu\ttranscriptor\ttema\ttext
05/02/2026\tsuggeriment\tCentre\tT1\thorari\tObriu els diumenges. El col·legi hi vindria.
05/02/2026\tqueixa\tCentre\tT1\tsoroll\tHi ha massa soroll a la sala d'estudi.
06/02/2026\tfelicitació\tNord\tT2\t\tGràcies a tot l'equip!
06/02/2026\tfelicitació\tNord\tT2\t\tGràcies a tot l'equip!
07/02/2026\tendevinalla\tNord\tT2\t\tQuè és blanc i es llegeix?
08/02/2026\tqueixa\tNord\tT2\tgossos\tUn gos a la sala infantil.
"""  # One card typed twice; a kind and a theme that nobody declared.
PROMISES = """codi,vigent_des_de,text,indicador,llindar,objectiu
obertura,2025-01-01,Obrim a l'hora anunciada,retard en obrir,5,98 %
obertura,2026-01-01,Obrim a l'hora anunciada,retard en obrir,3,99 %
"""
CHECKS = [
    {"compromis": "obertura", "dia": "2026-02-02", "complert": "sí", "retard_minuts": 0},
    {"compromis": "obertura", "dia": "2026-02-03", "complert": "no", "retard_minuts": 12},
    {"compromis": "obertura", "dia": "2026-02-04", "complert": "sí", "retard_minuts": 2.5},
    {"compromis": "obertura", "dia": "2026-02-05", "complert": "potser", "retard_minuts": 3},  # neither yes nor no
]
REVIEWS = [
    {"reviewId": "r1", "reviewer": {"displayName": "Persona U"}, "starRating": "FIVE", "comment": "Magnífica.",
     "createTime": "2026-01-10T12:00:00Z", "updateTime": "2026-01-10T12:00:00Z"},
    {"reviewId": "r2", "reviewer": {"displayName": "Persona Dos"}, "starRating": "TWO", "comment": "Tanquen massa aviat.",
     "createTime": "2026-01-12T18:30:00Z", "updateTime": "2026-01-12T18:30:00Z"},
    {"reviewId": "r3", "reviewer": {"displayName": "Persona Tres"}, "starRating": "STAR_RATING_UNSPECIFIED", "comment": "?",
     "createTime": "2026-01-13T09:00:00Z", "updateTime": "2026-01-13T09:00:00Z"},
]  # fmt: skip
PROGRAMME = """programa,des_de,finalitat,objectiu,decideix
anual,2026-01-01,saber com ens veuen,fixar l'horari de l'any que ve,direcció
"""


def write(data: Path) -> None:
    """Write all deliveries into a folder."""
    (data / "enquesta_2026.csv").write_bytes(SURVEY.encode("cp1252"))
    (data / "bustia_2026-02.tsv").write_text(BOX, encoding="utf-8")
    (data / "compromisos.csv").write_text(PROMISES, encoding="utf-8")
    checks = "".join(json.dumps(check, ensure_ascii=False) + "\n" for check in CHECKS)
    (data / "comprovacions_2026-02.jsonl").write_text(checks, encoding="utf-8")
    (data / "reviews_2026-01.json").write_text(json.dumps({"reviews": REVIEWS}, ensure_ascii=False), encoding="utf-8")
    (data / "programa.csv").write_text(PROGRAMME, encoding="utf-8")
