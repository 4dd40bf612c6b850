"""Arrow that its role does not allow.

What it does
------------
Looks for arrows of components with a written role that allows none of the actions they need, or
denies them.

Why
---
Nothing is added to a role that is written out; the call fails with AccessDenied.

Bad
---

    architecture shop
    bucket reports
    role reporter { trust: lambda; policy: "AWSLambdaBasicExecutionRole" }
    function report { code: file("hello.py"); role: reporter }
    report -> reports : write

Good
----

    architecture shop
    bucket reports
    role reporter {
      trust: lambda
      policy: "AWSLambdaBasicExecutionRole"
      allow: s3:PutObject on reports
    }
    function report { code: file("hello.py"); role: reporter }
    report -> reports : write

Fix
---
Add the line that the message shows to the role, or remove `role:` and let it be made.

References
----------
- https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html

"""

from collections.abc import Iterator

from archc.component import Architecture
from archc.diagnostics import Label, Severity
from archc.edits import Fix, Include, Repair
from archc.kinds.access.role import Role
from archc.rules.roles import proofs
from archc.rules.rule import Finding, Pillar, Rule

RULE = Rule("IAM901", Severity.ERROR, Pillar.CORRECTNESS, repair=Repair.UNSAFE)


def check(role: Role, design: Architecture) -> Iterator[Finding]:
    """Ask for the actions of every arrow; one that has some of them is another rule's."""
    for proof in proofs(role, design):
        if proof.missing and not proof.held:
            arrow = proof.right.because
            user = proof.right.holder
            actions = ", ".join(proof.missing)
            what = f"may not {proof.right.verb} '{proof.right.other.name}'"
            own = "may not do what it needs for itself, such as writing its log"
            yield Finding(
                f"the role '{role.name}' does not allow {actions}: '{user.name}' "
                f"{what if arrow else own}",
                Fix(
                    f"write in the role: `{proof.line}`",
                    (Include(role.name, *proof.line.split(": ", 1)),),
                ),
                arrow.span if arrow else user.at("role"),
                "fails with AccessDenied",
                (Label("allows all that is written here", role.span),),
            )
