"""Delivery: distributions of CloudFront, which no kind reads, and the buckets behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archc.diagnostics import Diagnostic, Fault, Severity
from archc.foreign import Item, Reference, Resource, Template, Text
from archc.policies import flat, matches, statements
from archc.readback import plain

_BUCKET = "Resources:\n  Pages:\n    Type: AWS::S3::Bucket\n"
_ACCESS = (
    "  Access:\n    Type: AWS::CloudFront::OriginAccessControl\n    Properties:\n"
    "      OriginAccessControlConfig: { Name: site, OriginAccessControlOriginType: s3, "
    "SigningBehavior: always, SigningProtocol: sigv4 }\n"
)
_SITE = (
    "  Site:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n"
    "      DistributionConfig:\n        Enabled: true\n        DefaultRootObject: index.html\n"
    "        Origins:\n          - Id: pages\n"
    "            DomainName: !GetAtt Pages.RegionalDomainName\n"
    "            OriginAccessControlId: !GetAtt Access.Id\n"
    '            S3OriginConfig: { OriginAccessIdentity: "" }\n'
    "        DefaultCacheBehavior: { TargetOriginId: @, ViewerProtocolPolicy: redirect-to-https, "
    "CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6 }\n"
)
_POLICY = (
    "  Admits:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref Pages\n"
    "      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n"
    "          - Effect: Allow\n            Principal: { Service: cloudfront.amazonaws.com }\n"
    "            Action: s3:GetObject\n            Resource: !Sub '${Pages.Arn}/*'\n"
    "            Condition: { StringEquals: { 'AWS:SourceArn': !Sub "
    "'arn:aws:cloudfront::${AWS::AccountId}:distribution/${Site}' } }\n"
)
_WHOLE = _BUCKET + _ACCESS + _SITE.replace("@", "pages")
REFUSED = Fault(
    "CFN128",
    "refused_distribution",
    "A distribution that CloudFront refuses",
    "CloudFront looks at a distribution as a whole, after many minutes.",
    _BUCKET + _ACCESS + _SITE.replace("@", "site") + _POLICY,
    _WHOLE + _POLICY,
    Severity.ERROR,
    "correctness",
)
CLOSED = Fault(
    "CFN129",
    "closed_origin",
    "A distribution that cannot read its bucket",
    "The bucket is private: CloudFront signs what it asks, and the bucket's policy admits it; "
    "else every visitor gets `Access Denied`.",
    _WHOLE,
    _WHOLE + _POLICY,
    Severity.ERROR,
    "correctness",
)
CARELESS = Fault(
    "CFN130",
    "careless_distribution",
    "A distribution that does not answer as visitors expect",
    "It is made, and visitors get an error, or pages that anybody on the way may read.",
    _WHOLE.replace("redirect-to-https", "allow-all") + _POLICY,
    _WHOLE + _POLICY,
    Severity.WARNING,
    "security",
)
FAULTS = (REFUSED, CLOSED, CARELESS)

_ACM = re.compile(r"arn:[^:]*:acm:([a-z0-9-]+):")
_HOME = "us-east-1"  # of the certificates of CloudFront
_FROM = "cloudfront.amazonaws.com"


def odd(template: Template) -> Iterator[Diagnostic]:
    """Everything that is wrong with distributions."""
    policies = [r for r in template.resources.values() if r.type == "AWS::S3::BucketPolicy"]
    for one in template.resources.values():
        config = one.properties.get("DistributionConfig")
        if one.type == "AWS::CloudFront::Distribution" and config is not None and config.is_map:
            yield from _refused(template, one, config)
            yield from _careless(template, one, config)
            for origin in _list(config, "Origins"):
                yield from _closed(template, one, origin, policies)


def _list(item: Item, key: str) -> list[Item]:
    found = item.get(key)
    return found.value if found is not None and isinstance(found.value, list) else []


def _behaviors(config: Item) -> Iterator[Item]:
    first = config.get("DefaultCacheBehavior")
    if first is not None and first.is_map:
        yield first
    yield from (one for one in _list(config, "CacheBehaviors") if one.is_map)


def _refused(template: Template, one: Resource, config: Item) -> Iterator[Diagnostic]:
    ids = [plain(o.get("Id")) for o in _list(config, "Origins")]
    ids += [plain(g.get("Id")) for g in (config.get("OriginGroups") or config).entries
            for g in _list(g, "Items")]  # fmt: skip
    for behavior in _behaviors(config):
        named = behavior.get("TargetOriginId")
        known = named is not None and isinstance(named.value, str) and all(ids)
        if named is not None and known and named.value not in ids:
            yield REFUSED.found(
                f"'{one.id}' has no origin '{named.value}'",
                "write one of " + ", ".join(ids),
                named.span,
            )
        if behavior.get("CachePolicyId") is None and behavior.get("ForwardedValues") is None:
            yield REFUSED.found(
                f"a behavior of '{one.id}' does not say what is cached",
                "write `CachePolicyId:`, such as that of CachingOptimized",
                behavior.span,
            )
    for origin in _list(config, "Origins"):
        kinds = ("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig")
        if origin.is_map and not any(origin.get(key) is not None for key in kinds):
            yield REFUSED.found(
                f"an origin of '{one.id}' does not say of which kind it is",
                'write `S3OriginConfig: { OriginAccessIdentity: "" }` for a bucket',
                origin.span,
            )
        domain = origin.get("DomainName")
        target = _resource(template, domain)
        is_bucket = target is not None and target.type == "AWS::S3::Bucket"
        if domain is not None and target is not None and is_bucket and _is_no_host(domain):
            yield REFUSED.found(
                f"an origin of '{one.id}' is no name of a host",
                f"write `!GetAtt {target.id}.RegionalDomainName`",
                domain.span,
            )
    yield from _certificate(one, config)


def _is_no_host(domain: Item) -> bool:
    return domain.value.attribute in ("", "WebsiteURL", "Arn")


def _certificate(one: Resource, config: Item) -> Iterator[Diagnostic]:
    certificate = config.get("ViewerCertificate")
    arn = certificate.get("AcmCertificateArn") if certificate is not None else None
    if arn is not None and certificate is not None:
        match = _ACM.match(flat(arn))
        if match is not None and match[1] != _HOME:
            yield REFUSED.found(
                f"the certificate of '{one.id}' lies in {match[1]}",
                f"make it in {_HOME}: CloudFront takes no other",
                arn.span,
            )
    names = config.get("Aliases")
    own = certificate is not None and any(
        certificate.get(key) is not None for key in ("AcmCertificateArn", "IamCertificateId")
    )
    if names is not None and _list(config, "Aliases") and not own:
        yield REFUSED.found(
            f"'{one.id}' has a name of its own and no certificate for it",
            "write `AcmCertificateArn:` below `ViewerCertificate`",
            names.span,
        )


def _careless(template: Template, one: Resource, config: Item) -> Iterator[Diagnostic]:
    enabled = config.get("Enabled")
    if enabled is not None and plain(enabled).lower() == "false":
        yield CARELESS.found(f"'{one.id}' is switched off", "write `Enabled: true`", enabled.span)
    root = config.get("DefaultRootObject")
    if root is not None and plain(root).startswith("/"):
        yield CARELESS.found(
            f"the first page of '{one.id}' begins with a slash",
            f"write `{plain(root).lstrip('/')}`",
            root.span,
        )
    first = config.get("DefaultCacheBehavior")
    target = first.get("TargetOriginId") if first is not None else None
    pages = [o for o in _list(config, "Origins") if target is not None
             and plain(o.get("Id")) == plain(target)]  # fmt: skip
    bucket = _bucket_of(template, pages[0]) if pages else None
    scripted = first is not None and (
        first.get("FunctionAssociations") is not None
        or first.get("LambdaFunctionAssociations") is not None
    )
    if root is None and bucket is not None and not scripted:
        yield CARELESS.found(
            f"'{one.id}' has no first page: who asks for `/` gets an error",
            "write `DefaultRootObject: index.html`",
            config.span if config.span.first.line == one.span.first.line else one.span,
        )
    for behavior in _behaviors(config):
        viewers = behavior.get("ViewerProtocolPolicy")
        if viewers is not None and viewers.value == "allow-all":
            yield CARELESS.found(
                f"'{one.id}' answers over plain HTTP",
                "write `ViewerProtocolPolicy: redirect-to-https`",
                viewers.span,
            )


def _resource(template: Template, item: Item | None) -> Resource | None:
    value = item.value if item is not None else None
    return template.resources.get(value.resource) if isinstance(value, Reference) else None


def _bucket_of(template: Template, origin: Item) -> Resource | None:
    """The bucket of the template that an origin is, unless it is asked as a website."""
    domain = origin.get("DomainName")
    target = _resource(template, domain)
    if domain is not None and isinstance(domain.value, Text):
        named = next((p for p in domain.value.parts if isinstance(p, Reference)), None)
        target = template.resources.get(named.resource) if named is not None else None
        if "website" in flat(domain):
            return None
    is_bucket = target is not None and target.type == "AWS::S3::Bucket"
    return target if is_bucket and origin.get("S3OriginConfig") is not None else None


def _closed(
    template: Template, one: Resource, origin: Item, written: list[Resource]
) -> Iterator[Diagnostic]:
    bucket = _bucket_of(template, origin)
    if bucket is None:
        return
    access = origin.get("OriginAccessControlId")
    old = origin.get("S3OriginConfig", "OriginAccessIdentity")
    if old is not None and old.value != "":
        return  # the older way, whose principal is a user of CloudFront
    policies = [r for r in written if _is_for(template, r.properties.get("Bucket"), bucket)]
    allowed = [s for p in policies for s in statements(p.properties.get("PolicyDocument"))]
    if any(s.allows and "*" in s.principals for s in allowed):
        if access is not None:
            yield CARELESS.found(
                f"everybody reads '{bucket.id}' past '{one.id}'",
                f"let in `Service: {_FROM}` alone, with the distribution as `AWS:SourceArn`",
                policies[0].span,
            )
        return
    if access is None:
        yield CLOSED.found(
            f"'{one.id}' asks '{bucket.id}' without signing",
            "add an `AWS::CloudFront::OriginAccessControl`, and name it as `OriginAccessControlId`",
            origin.span,
        )
        return
    yield from _signs(template, one, access)
    fitting = [s for s in allowed if s.allows and _FROM in s.principals]
    reading = [s for s in fitting if any(matches("s3:GetObject", a) for a in s.actions)]
    objects = [s for s in reading if any(_is_inside(r, bucket) for r in s.resources)]
    if not objects:
        lacking = ("does not admit CloudFront" if not fitting else
                   "does not allow s3:GetObject" if not reading else
                   "does not speak of what is in it")  # fmt: skip
        yield CLOSED.found(
            f"the policy of '{bucket.id}' {lacking}" if policies
            else f"nothing lets '{one.id}' read '{bucket.id}'",
            f"allow `Service: {_FROM}` the action s3:GetObject on `${{{bucket.id}.Arn}}/*`",
            (fitting[0].span if fitting else policies[0].span) if policies else origin.span,
        )  # fmt: skip
        return
    for statement in objects:
        yield from _source(template, one, statement.condition, policies[0])


def _signs(template: Template, one: Resource, access: Item) -> Iterator[Diagnostic]:
    control = _resource(template, access)
    config = control.properties.get("OriginAccessControlConfig") if control is not None else None
    if control is None or config is None:
        return
    behavior, type_ = config.get("SigningBehavior"), config.get("OriginAccessControlOriginType")
    if behavior is not None and behavior.value == "never":
        yield CLOSED.found(
            f"'{control.id}' lets '{one.id}' ask without signing",
            "write `SigningBehavior: always`",
            behavior.span,
        )
    if type_ is not None and isinstance(type_.value, str) and type_.value != "s3":
        yield CLOSED.found(
            f"'{control.id}' is for {type_.value}, and '{one.id}' asks a bucket",
            "write `OriginAccessControlOriginType: s3`",
            type_.span,
        )


def _is_for(template: Template, named: Item | None, bucket: Resource) -> bool:
    """Whether a policy is for a bucket, which it may also name as that is called."""
    if _resource(template, named) is bucket:
        return True
    name = flat(bucket.properties.get("BucketName"))
    return bool(name) and flat(named) == name


def _is_inside(item: Item, bucket: Resource) -> bool:
    text = flat(item)
    name = flat(bucket.properties.get("BucketName"))
    called = [f"${{{bucket.id}}}", *([name] if name else [])]
    arns = [f"arn:{partition}:s3:::{one}" for one in called
            for partition in ("aws", "${AWS::Partition}")]  # fmt: skip
    return text == "*" or text.startswith(tuple(f"{a}/" for a in (*arns, f"${{{bucket.id}.Arn}}")))


def _source(
    template: Template, one: Resource, condition: Item | None, policy: Resource
) -> Iterator[Diagnostic]:
    """Whether the policy speaks of this distribution."""
    tests = condition.value.values() if condition is not None and condition.is_map else ()
    named = [
        (key, value)
        for test in tests
        for key, entry in (test.item.value.items() if test.item.is_map else ())
        for value in entry.item.entries
        if key.lower() in ("aws:sourcearn", "aws:sourceaccount")
    ]
    if not named:
        yield CARELESS.found(
            f"'{policy.id}' admits the distributions of every account",
            "add the condition `AWS:SourceArn` with this distribution's ARN",
            policy.span,
        )
        return
    for key, value in named:
        if isinstance(value.value, Reference):
            continue  # which gives no ARN
        text = flat(value)
        right = f"distribution/${{{one.id}" in text or "*" in text or "${?}" in text
        others = re.search(r"distribution/\$\{(\w+)\}", text)
        if key.lower() == "aws:sourcearn" and not right:
            other = template.resources.get(others[1]) if others is not None else None
            if other is not None and other.type == one.type:
                continue  # one of several that share a bucket
            yield CLOSED.found(
                f"'{policy.id}' admits another distribution than '{one.id}'",
                f"write `arn:aws:cloudfront::${{AWS::AccountId}}:distribution/${{{one.id}}}`",
                value.span,
            )
