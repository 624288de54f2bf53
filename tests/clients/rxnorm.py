"""The PyPI package pynorm-sdk, unchanged but for its address, asks and takes the answers into its own typed models."""

import asyncio
import json
import sys

from pynorm import RxNormClient
from pynorm.types import RxNormIdType


async def main(base: str) -> None:
    async with RxNormClient(base_url=f"{base}/REST") as client:
        found = {
            "by_name": await client.find_rxcui_by_string("warfarin"),
            "by_code": await client.find_rxcui_by_id(RxNormIdType.NDC, "0056-0172-70"),
            "approximate": await client.get_approximate_match("warfrin"),
            "properties": await client.get_rx_concept_properties("1191"),
            "related": await client.get_all_related_info("243670"),
            "drugs": await client.get_drugs("aspirin"),
            "spelling": await client.get_spelling_suggestions("warfrin"),
            "display": await client.get_display_terms(),
            "ndcs": await client.get_ndcs("855332"),
            "version": await client.get_rx_norm_version(),
        }
    print(json.dumps(found, default=lambda one: one.model_dump(mode="json")))


asyncio.run(main(sys.argv[1]))
