"""
Invented narratives as coroners, ambulance crews, laboratories, wards and people in forums write them, for measuring speed.

How many of the sentences name a substance is up to the caller; one name in eighty is misspelt.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

NAMES = (
    "fentanyl", "heroin", "cocaine", "methamphetamine", "oxycodone", "alprazolam", "Xanax", "diazepam", "clonazepam", "methadone",
    "buprenorphine", "Suboxone", "gabapentin", "pregabalin", "quetiapine", "sertraline", "trazodone", "amitriptyline", "zolpidem",
    "ethanol", "morphine", "codeine", "tramadol", "hydrocodone", "hydromorphone", "MDMA", "ketamine", "xylazine", "naloxone",
    "Narcan", "Percocet", "OxyContin", "Adderall", "bupropion", "venlafaxine", "lisinopril", "metformin", "amlodipine",
    "atorvastatin", "metoprolol", "furosemide", "warfarin", "apixaban", "aspirin", "ibuprofen", "acetaminophen", "omeprazole",
    "levothyroxine", "prednisone", "insulin", "albuterol", "lorazepam", "midazolam", "haloperidol", "olanzapine", "risperidone",
    "lithium", "lamotrigine", "levetiracetam", "phenytoin", "diphenhydramine", "hydroxyzine", "cyclobenzaprine", "baclofen",
    "carisoprodol", "loperamide", "dextromethorphan", "kratom", "amphetamine", "bromazolam", "etizolam", "temazepam", "clonidine",
)  # fmt: skip
STREET = (
    "weed",
    "coke",
    "crack",
    "ice",
    "molly",
    "bars",
    "percs",
    "shrooms",
    "meth",
    "vodka",
    "beer",
    "whiskey",
    "wine",
    "dope",
    "H",
)
PEOPLE = ("mother", "father", "brother", "roommate", "girlfriend", "wife", "neighbor", "landlord", "supervisor", "son")
FIRST = (
    "James",
    "Maria",
    "Robert",
    "Linda",
    "Kevin",
    "Angela",
    "Tyrone",
    "Susan",
    "Diego",
    "Wei",
    "Olga",
    "Patrick",
    "Aisha",
    "Karen",
)
LAST = (
    "Hollis",
    "Marquez",
    "Okafor",
    "Lindqvist",
    "Brandt",
    "Nguyen",
    "Castellano",
    "Whitaker",
    "Ferreira",
    "Dunning",
    "Oyelaran",
)
PLACES = (
    "bedroom",
    "bathroom",
    "garage",
    "kitchen",
    "back seat of a parked vehicle",
    "motel room",
    "living room",
    "stairwell",
)
BODY = ("head", "neck", "chest", "abdomen", "left arm", "right leg", "lower back", "jaw", "left hip")
FIELDS = {
    "name": NAMES, "other": NAMES, "third": NAMES, "street": STREET, "who": PEOPLE, "first": FIRST, "last": LAST,
    "place": PLACES, "part": BODY,
}  # fmt: skip

PLAIN = (
    "{first} {last}, a {age} year old male, was found unresponsive in the {place} of the residence by his {who} at {time} hours.",
    "EMS arrived on scene at {time} and found the patient lying supine on the floor of the {place}.",
    "The {who} stated that the subject had gone to bed around {time} and was snoring loudly.",
    "CPR was done for {age} minutes without return of spontaneous circulation, and death was pronounced at {time}.",
    "The scene was secure and there were no signs of foul play or forced entry.",
    "Blood pressure was {n}/{age}, pulse {age}, respirations {d} and oxygen saturation {age} percent on room air.",
    "The patient denies chest pain, shortness of breath, fever, chills, nausea or vomiting.",
    "Examination of the {part} was unremarkable, with no swelling, deformity or bruising noted.",
    "Lungs are clear to auscultation bilaterally, heart sounds are normal, abdomen is soft and non-tender.",
    "Autopsy showed pulmonary oedema, cerebral swelling and mild atherosclerosis of the coronary arteries.",
    "Investigator {last} collected photographs of the {place} and interviewed the {who} and two witnesses.",
    "He was last seen alive at about {time} when he spoke with his {who} on the telephone.",
    "The patient was transported to the hospital with lights and sirens and care was handed over to the nurse at {time}.",
    "Past history includes asthma, type 2 diabetes, high blood pressure and chronic pain of the {part}.",
    "CT of the head without contrast showed no acute haemorrhage, mass effect or midline shift.",
    "Rigor mortis was fully developed and lividity was posterior and fixed.",
    "She lives with her {who} in a second floor apartment and works as a cashier at a grocery store.",
    "The front door was locked from the inside and the lights were on in the {place}.",
    "Labs were notable for a white count of {d}, a creatinine of 1.{d} and a lactate of {d}.",
    "A search of the {place} turned up a wallet, two mobile phones and a set of keys.",
    "Follow up with Dr. {last} in {d} weeks or sooner if symptoms get worse.",
    "The decedent was identified visually by {first} {last}, his {who}.",
    "No narrative was available for the period between {time} and {time}.",
    "Police were called by the {who} after he did not answer the door for two days.",
    "honestly i have no idea what to do anymore and i cant talk to my {who} about it",
    "Patient complained of pain in the {part} after a fall from a ladder at work.",
    "The clinic in {last} Street was closed on the day and the appointment was moved to the week after.",
    "GCS was {d} on arrival and improved to 14 after the airway was opened and the patient was ventilated.",
)
NAMING = (
    "Toxicology revealed {name}, {other} and {third}; manner of death accident.",
    "{name} {n} ng/mL, {other} {d} ng/mL; {third} not detected.",
    "Prescription bottles of {name} {n} mg and {other} were recovered from the {place}.",
    "Cause of death: acute intoxication by the combined effects of {name} and {other}.",
    "The decedent had a history of {name} abuse and was in recovery for {d} years.",
    "The {who} reported that he had been using {name} daily.",
    "Patient denies {name} use but admits to {other}.",
    "{name} 4 mg was administered intranasally by bystanders with no response.",
    "Home medications include {name} {n} mg daily, {other} and {third}.",
    "Urine drug screen was positive for {name} and negative for {other}.",
    "No {name} was found at the scene.",
    "He was prescribed {name} by his physician in {year}.",
    "Her {who} gave her {d} tablets of {name} for pain.",
    "{name} was discontinued and {other} {n} mg was started.",
    "Pt states he took {d} {name} and drank some {street} tonight.",
    "took {name} with {street} last night and feel awful today",
    "Witnesses said he smoked {street} before he collapsed.",
    "The {who} denied any knowledge of {name} or {street} in the home.",
    "A syringe with residue that tested positive for {name} lay beside the body.",
    "Peripheral blood {name} concentration was 0.{n} mg/L.",
)


def narratives(characters: int, seed: int = 9, naming: float = 1 / 3) -> Iterator[str]:
    """
    Documents of four to sixteen sentences, until there are so many characters; the same for the same seed.

    `naming` is the part of the sentences that may name a substance.
    """
    chance = random.Random(seed)
    size = 0
    while size < characters:
        count = chance.randint(4, 16)
        text = " ".join(_sentence(chance, naming) for _ in range(count))
        size += len(text)
        yield text


def _sentence(chance: random.Random, naming: float) -> str:
    template = chance.choice(NAMING if chance.random() < naming else PLAIN)
    fields = {field: chance.choice(words) for field, words in FIELDS.items()}
    for field in ("name", "other", "third"):
        if chance.random() < 1 / 80:
            fields[field] = _misspelt(fields[field], chance)
    return template.format(
        **fields, age=chance.randint(18, 90), n=chance.randint(10, 480), d=chance.randint(2, 9),
        time=f"{chance.randint(0, 23):02}{chance.randint(0, 59):02}", year=chance.randint(2009, 2025),
    )  # fmt: skip


def _misspelt(name: str, chance: random.Random) -> str:
    at = chance.randint(2, len(name) - 2)
    return name[:at] + name[at + 1 :] if chance.random() < 0.5 else name[:at] + name[at] + name[at:]
