"""Twenty emergencies as frightened people type them, with the whole answer kept. Renew with `python -m tests.golden.emergencies`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import mixwise

FOLDER = Path(__file__).parent / "emergencies"


class Case(NamedTuple):
    """What was typed, the kind of emergency, and the picture that must be among the first two; "" for none."""

    name: str
    words: str
    kind: str
    picture: str


CASES = (
    Case("fent-bars", "he took bars and fent and hes blue he wont wake up PLEASE", "medical", "opioid_sedative_overdose"),
    Case("ghb-wine", "my friend took GHB and wine shes snoring really weird and i cant wake her", "medical", "ghb_overdose"),
    Case("vodka", "she drank a whole bottle of vodka and now shes cold and throwing up while asleep", "medical", "alcohol_poisoning"),
    Case("tranq", "gave narcan hes breathing ok but still out cold, it was tranq", "medical", "alpha2_sedation"),
    Case("coke-chest", "did coke all night my chest hurts and my left arm feels numb", "medical", "stimulant_chest_pain"),
    Case("molly-hot", "he took molly at a rave, burning up, jaw clenched, heart racing, talking nonsense", "medical", "stimulant_toxicity"),
    Case("molly-water", "took mdma drank like 4 litres of water now she has a terrible headache and is confused", "medical", "low_sodium"),
    Case("zoloft-tramadol", "on zoloft took tramadol and now twitching sweating and my legs wont stop jerking", "medical", "serotonin_toxicity"),
    Case("benadryl", "my brother took a load of benadryl hes seeing spiders and cant pee", "medical", "anticholinergic_toxicity"),
    Case("poppers", "drank poppers by accident lips look grey and short of breath", "medical", "methaemoglobinaemia"),
    Case("tylenol", "I took way too many tylenol yesterday but I feel fine do i need to do anything", "poison", "acetaminophen_overdose"),
    Case("heart-pills", "gran took her blood pressure pills twice by mistake she feels fine", "poison", "heart_medicine_overdose"),
    Case("edible", "my 3 year old ate a weed gummy and is really sleepy and wobbly", "poison", "cannabis_child"),
    Case("bleach", "toddler drank bleach under the sink mouth is red", "poison", "corrosive_swallowed"),
    Case("bleach-vinegar", "cleaned the bathroom with bleach and vinegar and cant stop coughing", "poison", "chlorine_gas"),
    Case("moonshine", "drank some homemade alcohol last night everything is blurry like snow", "poison", "methanol_poisoning"),
    Case("quit-drinking", "i quit drinking 2 days ago and im shaking and seeing things", "medical", "alcohol_withdrawal"),
    Case("no-more-xanax", "ran out of xanax 3 days ago just had a seizure", "medical", "benzodiazepine_withdrawal"),
    Case("insulin", "dad took too much insulin hes shaky sweating and not making sense", "medical", "low_blood_sugar"),
    Case("want-to-die", "i dont want to be here anymore i took all my amitriptyline", "crisis", "tricyclic_overdose"),
)  # fmt: skip


def text(case: Case) -> str:
    """The answer as it should stand in its file; the knowledge version, which changes with every fact, is left open."""
    found = mixwise.emergency(case.words, country="US").to_text()
    return f"> {case.words}\n\n" + re.sub(r"Knowledge version \S+", "Knowledge version (any).", found)


def path(case: Case) -> Path:
    """Where the answer is kept."""
    return FOLDER / f"{case.name}.txt"


if __name__ == "__main__":
    for one in CASES:
        path(one).write_text(text(one), encoding="utf-8")
