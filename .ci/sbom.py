"""`make sbom`: the bill of materials of a deployment, as CycloneDX 1.6.

Run by the environment of the scanners, which has CycloneDX's library; what the packages say of
themselves is read by the environment of development and comes on standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(target: str) -> None:
    """Write the document, checked against the schema of CycloneDX."""
    from cyclonedx.output.json import JsonV1Dot6
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = JsonV1Dot6(_bill(json.load(sys.stdin))).output_as_string(indent=1)
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong:
        sys.exit(f"The bill of materials is none: {wrong}")
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _bill(packages: list[dict[str, Any]]) -> Any:
    from cyclonedx.factory.license import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    licences = LicenseFactory()
    whole = Component(name="gonogo", type=ComponentType.APPLICATION)
    whole.licenses.add(licences.make_from_string("Apache-2.0"))
    bill = Bom()
    bill.metadata.component = whole
    for each in packages:
        address = PackageURL.from_string(each["address"])
        component = Component(
            name=each["name"],
            version=each["version"],
            type=ComponentType.LIBRARY,
            purl=address,
            bom_ref=each["address"],
            licenses=[licences.make_from_string(each["licence"])],
            # A package is published as many files: one digest each, as the lock file has them.
            properties=[Property(name="gonogo:part", value=each["part"])],
        )
        if len(each["hashes"]) == 1:
            ((algorithm, digest),) = each["hashes"]
            component.hashes.add(HashType(alg=HashAlgorithm(algorithm), content=digest))
        for algorithm, digest in each["hashes"] if len(each["hashes"]) > 1 else ():
            name = f"gonogo:file:{algorithm.lower()}"
            component.properties.add(Property(name=name, value=digest))
        bill.components.add(component)
        bill.register_dependency(whole, [component])
    return bill


if __name__ == "__main__":
    main(sys.argv[1])
