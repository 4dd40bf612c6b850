"""SAM: templates with the transform AWS::Serverless become ordinary ones, before they are read.

Our own mapping of what AWS documents: each serverless resource becomes the resources it stands
for, under the names that SAM gives them, with the places of the lines that asked for them. What is
not known here stays in the resource, and so stays visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from archc.foreign import Entry, Function, Item, Unknown
from archc.importers.cloudformation.sam_policies import TEMPLATES
from archc.source import Span

TRANSFORM = "AWS::Serverless-2016-10-31"
_PREFIX = "AWS::Serverless::"
MADE = ("Api", "Function", "HttpApi", "LayerVersion", "SimpleTable", "StateMachine")
LEFT = ("Application", "CapacityProvider", "Connector", "GraphQLApi")  # as they are
_IMPLICIT = {"Api": "ServerlessRestApi", "HttpApi": "ServerlessHttpApi"}
_SERVICE_ROLE = "arn:aws:iam::aws:policy/service-role/"
# What only SAM has and nothing is made of here: it stays visible in the metadata.
_ASIDE = frozenset(
    {
        "AlwaysDeploy", "Auth", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256",
        "CapacityProviderConfig", "Cors", "DefinitionUri", "DeploymentPreference", "Domain",
        "Events", "GatewayResponses", "MergeDefinitions", "Models", "OpenApiVersion",
        "PropagateTags", "ProvisionedConcurrencyConfig", "PublishLambdaVersion",
        "PublishToLatestPublished", "FunctionScalingConfig", "UsagePlan", "UseAliasAsEventTarget",
        "VersionDeletionPolicy", "VersionDescription", "SourceReference", "LogicalId",
    }
)  # fmt: skip
_OF_STAGE = (
    "AccessLogSetting",
    "CacheClusterEnabled",
    "CacheClusterSize",
    "CanarySetting",
    "MethodSettings",
    "TracingEnabled",
    "Variables",
)
_FETCHES = {
    "SQS": ("Queue", "AWSLambdaSQSQueueExecutionRole"),
    "Kinesis": ("Stream", "AWSLambdaKinesisExecutionRole"),
    "DynamoDB": ("Stream", "AWSLambdaDynamoDBExecutionRole"),
    "MSK": ("Stream", "AWSLambdaMSKExecutionRole"),
    "MQ": ("Broker", ""),
    "DocumentDB": ("Cluster", ""),
}


def expanded(document: Item) -> Item:
    """The template that SAM makes of one; any other as it is."""
    transform = document.get("Transform")
    if transform is None or TRANSFORM not in [one.value for one in transform.entries]:
        return document
    resources = document.get("Resources")
    if resources is None or not resources.is_map:
        return document
    expansion = _Expansion(document, resources)
    made = expansion.resources()
    entries = dict(document.value)
    if "Outputs" in entries:
        outputs = entries["Outputs"]
        entries["Outputs"] = Entry(outputs.key, expansion.named(outputs.item))
    entries["Resources"] = Entry(document.value["Resources"].key, Item(made, resources.span))
    return Item(entries, document.span)


# Items of plain data


def _item(data: Any, span: Span) -> Item:
    """Data as an item; what is an item already stays one."""
    if isinstance(data, Item):
        return data
    if isinstance(data, dict):
        known = {key: one for key, one in data.items() if one is not None}
        return Item({key: Entry(_key(one, span), _item(one, span)) for key, one in known.items()},
                    span)  # fmt: skip
    if isinstance(data, list):
        return Item([_item(one, span) for one in data], span)
    return Item(data, span)


def _key(one: Any, span: Span) -> Span:
    return one.span if isinstance(one, Item) else span


def _ref(name: str, span: Span) -> Item:
    return Item(Function("Ref", Item(name, span)), span)


def _att(name: str, attribute: str, span: Span) -> Item:
    return Item(Function("Fn::GetAtt", Item([Item(name, span), Item(attribute, span)], span)), span)


def _sub(text: str, span: Span, names: Mapping[str, Item] | None = None) -> Item:
    if not names:
        return Item(Function("Fn::Sub", Item(text, span)), span)
    given = _item(dict(names), span)
    return Item(Function("Fn::Sub", Item([Item(text, span), given], span)), span)


def _merged(first: Item | None, second: Item | None) -> Item | None:
    """What holds for all, and what one says itself: maps and lists are joined."""
    if first is None or second is None:
        return second if second is not None else first
    if first.is_map and second.is_map:
        both = dict(first.value)
        for key, entry in second.value.items():
            old = both.get(key)
            joined = _merged(old.item if old is not None else None, entry.item)
            both[key] = Entry(entry.key, joined if joined is not None else entry.item)
        return Item(both, second.span)
    if isinstance(first.value, list) and isinstance(second.value, list):
        return Item([*first.value, *second.value], second.span)
    return second


def _named(item: Item | None) -> str:
    """The logical id that a reference names; empty where it is none."""
    value = item.value if item is not None else None
    if isinstance(value, Function) and value.name == "Ref":
        return str(value.argument.value)
    if isinstance(value, Function) and value.name == "Fn::GetAtt":
        parts = value.argument.value
        if isinstance(parts, list) and parts:
            return str(parts[0].value)
        return str(parts).partition(".")[0]
    return str(value) if isinstance(value, str) else ""


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text)


class _Expansion:
    """One template on its way to ordinary resources."""

    def __init__(self, document: Item, resources: Item) -> None:
        self._written: Mapping[str, Entry] = resources.value
        self._globals = document.get("Globals")
        self._made: dict[str, Entry] = {}
        self._parts: dict[tuple[str, str], str] = {}  # what `Function.Alias` stands for

    def resources(self) -> dict[str, Entry]:
        """All resources, the expanded ones where they were."""
        for id_, entry in self._written.items():
            type_ = entry.item.get("Type")
            word = str(type_.value) if type_ is not None else ""
            make = _KINDS.get(word.removeprefix(_PREFIX)) if word.startswith(_PREFIX) else None
            self._made[id_] = entry
            if make is not None:
                make(self, id_, entry)
        for id_, entry in list(self._made.items()):
            self._made[id_] = Entry(entry.key, self.named(entry.item))
        return self._made

    def named(self, item: Item) -> Item:
        """An item in which `Function.Alias` and the like are the resources that SAM makes."""
        value = item.value
        if isinstance(value, Function):
            return self._called(value, item.span)
        if isinstance(value, dict):
            made = {key: Entry(one.key, self.named(one.item)) for key, one in value.items()}
            return Item(made, item.span)
        if isinstance(value, list):
            return Item([self.named(one) for one in value], item.span)
        return item

    def _called(self, call: Function, span: Span) -> Item:
        argument = call.argument
        if call.name == "Ref" and isinstance(argument.value, str):
            owner, dot, what = argument.value.partition(".")
            known = self._parts.get((owner, what)) if dot else None
            return _ref(known, span) if known else Item(call, span)
        if call.name == "Fn::GetAtt" and isinstance(argument.value, list) and argument.value:
            owner = str(argument.value[0].value)
            what = str(argument.value[-1].value)
            known = self._parts.get((owner, what)) if len(argument.value) == 2 else None
            return _ref(known, span) if known else Item(call, span)
        return Item(Function(call.name, self.named(argument)), span)

    def properties(self, id_: str, entry: Entry, kind: str) -> dict[str, Item]:
        """The properties of a resource, with those that hold for all of its kind."""
        del id_
        common = self._globals.get(kind) if self._globals is not None else None
        own = entry.item.get("Properties")
        own = own if own is not None and own.is_map else None
        both = _merged(common if common is not None and common.is_map else None, own)
        return {key: one.item for key, one in both.value.items()} if both is not None else {}

    def put(
        self, id_: str, type_: str, properties: Mapping[str, Any], key: Span, like: Entry | None
    ) -> None:
        """One resource; a condition, and what else stands beside the type, is kept from `like`."""
        if id_ in self._made and self._made[id_] is not self._written.get(id_):
            return
        body: dict[str, Any] = {}
        for name, entry in like.item.value.items() if like is not None else ():
            if name not in ("Type", "Properties") and (
                like is self._written.get(id_) or name == "Condition"
            ):
                body[name] = entry.item
        place = like.item.get("Type") if like is not None else None
        body["Type"] = Item(type_, place.span if place is not None else key)
        body["Properties"] = _item(
            {name: one for name, one in properties.items() if name not in _ASIDE}, key
        )
        aside = {name: one for name, one in properties.items() if name in _ASIDE}
        if aside:
            body["Metadata"] = _merged(body.get("Metadata"), _item({"Serverless": aside}, key))
        self._made[id_] = Entry(key, _item(body, key))

    # Functions

    def function(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::Function."""
        given = self.properties(id_, entry, "Function")
        key = entry.key
        policies = given.pop("Policies", None)
        events = given.pop("Events", None)
        url, alias = given.pop("FunctionUrlConfig", None), given.pop("AutoPublishAlias", None)
        invoked = given.pop("EventInvokeConfig", None)
        for ignored in ("PermissionsBoundary", "AssumeRolePolicyDocument", "RolePath"):
            given.pop(ignored, None)
        made = _settings(given)
        managed = [_SERVICE_ROLE + "AWSLambdaBasicExecutionRole"]
        if "VpcConfig" in made:
            managed.append(_SERVICE_ROLE + "AWSLambdaVPCAccessExecutionRole")
        if "TracingConfig" in made:
            managed.append("arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess")
        left: dict[str, Item] = {}
        called = f"{id_}Alias{_word(_named(alias))}" if alias is not None else id_
        for name, event in events.value.items() if events is not None and events.is_map else ():
            rights = self._event(id_, called, name, event, entry)
            policies = _with_lost(policies, event.item)
            if rights is None:
                left[name] = event.item
            else:
                managed += [right for right in rights if right not in managed]
        if left:
            made["Events"] = left
        if "Role" not in made:
            policies = _with_destinations(policies, made, invoked, key)
            self.put(f"{id_}Role", "AWS::IAM::Role",
                     _role("lambda.amazonaws.com", managed, policies, key), key, entry)  # fmt: skip
            made["Role"] = _att(f"{id_}Role", "Arn", key)
        self.put(id_, "AWS::Lambda::Function", made, key, entry)
        self._publish(id_, called, alias, entry)
        self._beside(id_, called, url, invoked, entry)

    def arn(self, called: str, span: Span) -> Item:
        """The ARN of a function, or of its alias, which `Ref` gives."""
        return _att(called, "Arn", span) if called in self._written else _ref(called, span)

    def _publish(self, id_: str, called: str, alias: Item | None, entry: Entry) -> None:
        """The version and the alias under which a function is called."""
        key = entry.key
        if alias is not None:
            self._parts |= {(id_, "Alias"): called, (id_, "Version"): f"{id_}Version"}
            self.put(f"{id_}Version", "AWS::Lambda::Version", {"FunctionName": _ref(id_, key)},
                     key, entry)  # fmt: skip
            version = _att(f"{id_}Version", "Version", key)
            body = {"FunctionName": _ref(id_, key), "FunctionVersion": version, "Name": alias}
            self.put(called, "AWS::Lambda::Alias", body, alias.span, entry)

    def _beside(
        self, id_: str, called: str, url: Item | None, invoked: Item | None, entry: Entry
    ) -> None:
        """The address of a function, and what happens to events that fail."""
        if url is not None and url.is_map:
            body: dict[str, Any] = {"TargetFunctionArn": _ref(called, url.span)}
            body |= {key: one.item for key, one in url.value.items()}
            self.put(f"{id_}Url", "AWS::Lambda::Url", body, url.span, entry)
            auth = url.get("AuthType")
            if auth is not None and auth.value == "NONE":
                permission = {
                    "Action": "lambda:InvokeFunctionUrl",
                    "FunctionName": _ref(called, url.span),
                    "FunctionUrlAuthType": "NONE",
                    "Principal": "*",
                }
                self.put(f"{id_}UrlPublicPermissions", "AWS::Lambda::Permission", permission,
                         url.span, entry)  # fmt: skip
        if invoked is not None and invoked.is_map:
            body = {key: one.item for key, one in invoked.value.items()}
            goals = invoked.get("DestinationConfig")
            body["DestinationConfig"] = goals and {
                side: {"Destination": one.item.get("Destination")}
                for side, one in (goals.value.items() if goals.is_map else ())
            }
            body |= {
                "FunctionName": _ref(id_, invoked.span),
                "Qualifier": _item("$LATEST", invoked.span),
            }
            self.put(f"{id_}EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", body,
                     invoked.span, entry)  # fmt: skip

    def _event(
        self, id_: str, called: str, name: str, event: Entry, function: Entry
    ) -> list[str] | None:
        """One event of a function: managed policies that it needs; None where it is not known."""
        type_ = event.item.get("Type")
        word = str(type_.value) if type_ is not None else ""
        written = event.item.get("Properties")
        given = {key: one.item for key, one in written.value.items()} if (
            written is not None and written.is_map
        ) else {}  # fmt: skip
        own = f"{id_}{_word(name)}"
        span = event.key
        if word in _FETCHES:
            source, policy = _FETCHES[word]
            made = {key: one for key, one in given.items() if key != source}
            lost = made.get("DestinationConfig")
            if lost is not None and lost.get("OnFailure", "Type") is not None:
                goal = lost.get("OnFailure", "Destination")
                made["DestinationConfig"] = _item({"OnFailure": {"Destination": goal}}, lost.span)
            made |= {"EventSourceArn": given.get(source, _item("", span)),
                     "FunctionName": _ref(called, span)}  # fmt: skip
            self.put(own, "AWS::Lambda::EventSourceMapping", made, span, function)
            return [_SERVICE_ROLE + policy] if policy else []
        make = _EVENTS.get(word)
        return make(self, own, called, given, span, function) if make is not None else None

    def admit(
        self, own: str, called: str, service: str, arn: Item | None, span: Span, like: Entry
    ) -> None:
        """The permission by which a service may call a function."""
        body = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": _ref(called, span),
            "Principal": service,
            "SourceArn": arn,
        }
        self.put(f"{own}Permission", "AWS::Lambda::Permission", body, span, like)

    def on_topic(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """SNS: a subscription."""
        topic = given.pop("Topic", None)
        if topic is None or "SqsSubscription" in given:
            return None
        body = {**given, "TopicArn": topic, "Protocol": "lambda",
                "Endpoint": self.arn(called, span)}  # fmt: skip
        if called.rpartition("Alias")[0]:
            body["Endpoint"] = _ref(called, span)
        self.put(own, "AWS::SNS::Subscription", body, span, like)
        self.admit(own, called, "sns.amazonaws.com", topic, span, like)
        return []

    def on_objects(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """S3: what a bucket of the template tells."""
        bucket = given.get("Bucket")
        id_ = _named(bucket)
        entry = self._made.get(id_, self._written.get(id_))
        names = given.get("Events")
        if entry is None or names is None:
            return None
        rules = [
            {"Event": one, "Function": self.arn(called, span), "Filter": given.get("Filter")}
            for one in names.entries
        ]
        asked = _item({"NotificationConfiguration": {"LambdaConfigurations": rules}}, span)
        written = entry.item.get("Properties")
        both = _merged(asked, written if written is not None and written.is_map else None)
        body = {**entry.item.value, "Properties": Entry(entry.key, both or asked)}
        told = Entry(entry.key, Item(body, entry.item.span))
        # The bucket may stand behind the function: then it is this that is put there.
        self._written = {**self._written, id_: told}
        if id_ in self._made:
            self._made[id_] = told
        self.admit(own, called, "s3.amazonaws.com", None, span, like)
        return []

    def on_rule(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """Schedule, EventBridgeRule: a rule."""
        target: dict[str, Any] = {"Id": f"{own}Target", "Arn": self.arn(called, span)}
        for key in ("Input", "InputPath", "InputTransformer", "RetryPolicy", "DeadLetterConfig"):
            target[key] = given.pop(key, None)
        body: dict[str, Any] = {"Targets": [target]}
        for key, name in (("Schedule", "ScheduleExpression"), ("Pattern", "EventPattern")):
            if key in given:
                body[name] = given.pop(key)
        given.pop("Target", None)  # only the name of the target within the rule
        if "RuleName" in given:
            given["Name"] = given.pop("RuleName")
        enabled = given.pop("Enabled", None)
        if enabled is not None and enabled.value is False:
            body["State"] = "DISABLED"
        self.put(own, "AWS::Events::Rule", {**given, **body}, span, like)
        self.admit(own, called, "events.amazonaws.com", _att(own, "Arn", span), span, like)
        return []

    def on_schedule(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """ScheduleV2: a schedule with a role of its own."""
        target: dict[str, Any] = {"Arn": self.arn(called, span)}
        for key in ("Input", "RetryPolicy", "DeadLetterConfig"):
            target[key] = given.pop(key, None)
        role = given.pop("RoleArn", None)
        if role is None:
            allowed = {"Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction",
                                      "Resource": self.arn(called, span)}]}  # fmt: skip
            policies = _item([allowed], span)
            body = _role("scheduler.amazonaws.com", [], policies, span)
            self.put(f"{own}Role", "AWS::IAM::Role", body, span, like)
            role = _att(f"{own}Role", "Arn", span)
        target["RoleArn"] = role
        given.pop("OmitName", None)
        body = {"FlexibleTimeWindow": {"Mode": "OFF"}, **given, "Target": target}
        self.put(own, "AWS::Scheduler::Schedule", body, span, like)
        return []

    def on_logs(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """CloudWatchLogs: a filter that passes events on."""
        group = given.get("LogGroupName")
        body = {**given, "DestinationArn": self.arn(called, span)}
        self.put(own, "AWS::Logs::SubscriptionFilter", body, span, like)
        arn = None
        if _named(group) in self._written and isinstance(getattr(group, "value", None), Function):
            arn = _att(_named(group), "Arn", span)
        self.admit(own, called, "logs.amazonaws.com", arn, span, like)
        return []

    # APIs

    def on_rest(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """Api: a method of a REST API."""
        api = _named(given.get("RestApiId")) or _IMPLICIT["Api"]
        if api == _IMPLICIT["Api"] and api not in self._made:
            common = self.properties(api, Entry(span, Item({}, span)), "Api")
            self._rest(api, {"StageName": _item("Prod", span), **common}, span, like)
        arn = _sub(f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:"
                   f"${{{api}}}/*", span)  # fmt: skip
        known = api in self._made or api in self._written
        self.admit(own, called, "apigateway.amazonaws.com", arn if known else None, span, like)
        return []

    def rest_api(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::Api."""
        self._rest(id_, self.properties(id_, entry, "Api"), entry.key, entry)

    def _rest(self, id_: str, given: dict[str, Item], key: Span, like: Entry) -> None:
        stage = given.pop("StageName", _item("Prod", key))
        of_stage = {name: given.pop(name) for name in _OF_STAGE if name in given}
        body: dict[str, Any] = {
            ("Body" if name == "DefinitionBody" else name): one for name, one in given.items()
        }
        where = given.get("EndpointConfiguration")
        if where is not None and isinstance(where.value, str):
            body["EndpointConfiguration"] = {"Types": [where]}
        elif where is not None and where.get("Type") is not None:
            ends = where.get("VPCEndpointIds")
            body["EndpointConfiguration"] = {"Types": [where.get("Type")], "VpcEndpointIds": ends}
        if "Tags" in body:
            body["Tags"] = _tags(body["Tags"])
        self.put(id_, "AWS::ApiGateway::RestApi", body, key, like)
        self.put(f"{id_}Deployment", "AWS::ApiGateway::Deployment", {"RestApiId": _ref(id_, key)},
                 key, like)  # fmt: skip
        made = {**of_stage, "RestApiId": _ref(id_, key), "StageName": stage,
                "DeploymentId": _ref(f"{id_}Deployment", key)}  # fmt: skip
        name = _word(str(stage.value)) if isinstance(stage.value, str) else ""
        self._parts |= {(id_, "Stage"): f"{id_}{name}Stage",
                        (id_, "Deployment"): f"{id_}Deployment"}  # fmt: skip
        self.put(f"{id_}{name}Stage", "AWS::ApiGateway::Stage", made, key, like)

    def on_http(
        self, own: str, called: str, given: dict[str, Item], span: Span, like: Entry
    ) -> list[str] | None:
        """HttpApi: a route."""
        api = _named(given.get("ApiId")) or _IMPLICIT["HttpApi"]
        if api == _IMPLICIT["HttpApi"] and api not in self._made:
            common = self.properties(api, Entry(span, Item({}, span)), "HttpApi")
            self._http(api, common, span, like)
        ref = given.get("ApiId", _ref(api, span))
        path, method = given.get("Path"), given.get("Method")
        verb = str(method.value).upper() if method is not None else "ANY"
        verb = "ANY" if verb == "X-AMAZON-APIGATEWAY-ANY-METHOD" else verb
        route = "$default" if path is None else f"{verb} {path.value}"
        place = path.span if path is not None else span
        wait = given.get("TimeoutInMillis")
        self.put(f"{own}Integration", "AWS::ApiGatewayV2::Integration", {
            "ApiId": ref, "IntegrationType": "AWS_PROXY", "IntegrationUri": _att(called, "Arn",
                                                                                span),
            "PayloadFormatVersion": given.get("PayloadFormatVersion", _item("2.0", span)),
            "TimeoutInMillis": wait,
        }, span, like)  # fmt: skip
        body: dict[str, Any] = {
            "ApiId": ref,
            "RouteKey": _item(route, place),
            "Target": _sub(f"integrations/${{{own}Integration}}", span),
            **self._auth(api, given.get("Auth"), span),
        }
        self.put(f"{own}Route", "AWS::ApiGatewayV2::Route", body, span, like)
        arn = None
        if api in self._made or api in self._written:
            where = "*/$default" if path is None else f"*/{'*' if verb == 'ANY' else verb}"
            rest = "" if path is None else re.sub(r"\{\w+\+\}", "*", str(path.value))
            arn = _sub(f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:"
                       f"${{AWS::AccountId}}:${{{api}}}/{where}{rest}", span)  # fmt: skip
        self.admit(own, called, "apigateway.amazonaws.com", arn, span, like)
        return []

    def _auth(self, api: str, own: Item | None, span: Span) -> dict[str, Any]:
        """Who may take a route: as its event says, else as its API does."""
        entry = self._written.get(api)
        none = Entry(span, Item({}, span))
        said = self.properties(api, entry or none, "HttpApi").get("Auth")
        default = said.get("DefaultAuthorizer") if said is not None else None
        written = own.get("Authorizer") if own is not None else None
        name = str((written or default or Item("", span)).value)
        if name in ("", "NONE"):
            return {"AuthorizationType": "NONE"} if name or written else {}
        if name == "AWS_IAM":
            return {"AuthorizationType": "AWS_IAM"}
        its = f"{api}{_word(name)}Authorizer"
        if said is None or said.get("Authorizers", name) is None:
            return {"AuthorizationType": "JWT"}
        is_jwt = said.get("Authorizers", name, "JwtConfiguration") is not None
        kind = "JWT" if is_jwt else "CUSTOM"
        return {"AuthorizationType": kind, "AuthorizerId": _ref(its, span)}

    def http_api(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::HttpApi."""
        self._http(id_, self.properties(id_, entry, "HttpApi"), entry.key, entry)

    def _http(self, id_: str, given: dict[str, Item], key: Span, like: Entry) -> None:
        auth = given.pop("Auth", None)
        stage: dict[str, Any] = {"ApiId": _ref(id_, key), "AutoDeploy": True}
        stage["StageName"] = given.pop("StageName", _item("$default", key))
        for name in ("AccessLogSettings", "DefaultRouteSettings", "RouteSettings",
                     "StageVariables"):  # fmt: skip
            stage[name] = given.pop(name, None)
        body: dict[str, Any] = {"ProtocolType": "HTTP"}
        for name, one in given.items():
            body[{"DefinitionBody": "Body"}.get(name, name)] = one
        cors = body.get("CorsConfiguration")
        if cors is not None and cors.value is True:
            star = ["*"]
            body["CorsConfiguration"] = {"AllowOrigins": star, "AllowMethods": star,
                                         "AllowHeaders": star}  # fmt: skip
        self.put(id_, "AWS::ApiGatewayV2::Api", body, key, like)
        self.put(f"{id_}ApiGatewayDefaultStage", "AWS::ApiGatewayV2::Stage", stage, key, like)
        known = auth.get("Authorizers") if auth is not None else None
        for name, entry in known.value.items() if known is not None and known.is_map else ():
            jwt = entry.item.get("JwtConfiguration")
            made: dict[str, Any] = {
                "ApiId": _ref(id_, key),
                "Name": name,
                "AuthorizerType": "JWT" if jwt is not None else "REQUEST",
            }
            if jwt is not None:
                names = {"issuer": "Issuer", "audience": "Audience"}
                made["JwtConfiguration"] = {
                    names.get(k, k): one.item for k, one in jwt.value.items()
                } if jwt.is_map else jwt  # fmt: skip
                made["IdentitySource"] = [
                    entry.item.get("IdentitySource") or "$request.header.Authorization"
                ]
            else:
                made |= {k: one.item for k, one in entry.item.value.items()} if (
                    entry.item.is_map
                ) else {}  # fmt: skip
            its = f"{id_}{_word(name)}Authorizer"
            self.put(its, "AWS::ApiGatewayV2::Authorizer", made, entry.key, like)

    # The rest

    def table(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::SimpleTable."""
        given = self.properties(id_, entry, "SimpleTable")
        key = given.pop("PrimaryKey", None)
        name = key.get("Name") if key is not None else None
        type_ = key.get("Type") if key is not None else None
        letter = {"Number": "N", "Binary": "B"}.get(str(type_.value) if type_ else "", "S")
        called = name if name is not None else _item("id", entry.key)
        made: dict[str, Any] = {
            **given,
            "AttributeDefinitions": [{"AttributeName": called, "AttributeType": letter}],
            "KeySchema": [{"AttributeName": called, "KeyType": "HASH"}],
        }
        if "ProvisionedThroughput" not in given:
            made["BillingMode"] = "PAY_PER_REQUEST"
        if "Tags" in given:
            made["Tags"] = _tags(given["Tags"])
        self.put(id_, "AWS::DynamoDB::Table", made, entry.key, entry)

    def layer(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::LayerVersion."""
        given = self.properties(id_, entry, "LayerVersion")
        content = given.pop("ContentUri", None)
        made: dict[str, Any] = {**given}
        made.pop("RetentionPolicy", None)
        if content is not None:
            made["Content"] = _files(content)
        self.put(id_, "AWS::Lambda::LayerVersion", made, entry.key, entry)

    def state_machine(self, id_: str, entry: Entry) -> None:
        """AWS::Serverless::StateMachine: its role is made, itself it stays what it is."""
        given = self.properties(id_, entry, "StateMachine")
        policies = given.pop("Policies", None)
        names = {"Name": "StateMachineName", "Type": "StateMachineType"}  # fmt: skip
        made: dict[str, Any] = {names.get(name, name): one for name, one in given.items()}
        uri = made.pop("DefinitionUri", None)
        if uri is not None:
            known = _files(uri)
            made["DefinitionS3Location"] = (
                {"Bucket": known["S3Bucket"], "Key": known["S3Key"]} if not uri.is_map else uri
            )
        for name, called in (
            ("Tracing", "TracingConfiguration"),
            ("Logging", "LoggingConfiguration"),
        ):
            if name in made:
                made[called] = made.pop(name)
        if "Tags" in made:
            made["Tags"] = _tags(made["Tags"])
        if "Role" in made:
            made["RoleArn"] = made.pop("Role")
        else:
            role = _role("states.amazonaws.com", [], policies, entry.key)
            self.put(f"{id_}Role", "AWS::IAM::Role", role, entry.key, entry)
            made["RoleArn"] = _att(f"{id_}Role", "Arn", entry.key)
        self.put(id_, "AWS::StepFunctions::StateMachine", made, entry.key, entry)


_KINDS: Mapping[str, Callable[[_Expansion, str, Entry], None]] = {
    "Function": _Expansion.function,
    "Api": _Expansion.rest_api,
    "HttpApi": _Expansion.http_api,
    "SimpleTable": _Expansion.table,
    "LayerVersion": _Expansion.layer,
    "StateMachine": _Expansion.state_machine,
}
_Event = Callable[[_Expansion, str, str, dict[str, Item], Span, Entry], "list[str] | None"]
_EVENTS: Mapping[str, _Event] = {
    "SNS": _Expansion.on_topic,
    "S3": _Expansion.on_objects,
    "Schedule": _Expansion.on_rule,
    "EventBridgeRule": _Expansion.on_rule,
    "CloudWatchEvent": _Expansion.on_rule,
    "ScheduleV2": _Expansion.on_schedule,
    "CloudWatchLogs": _Expansion.on_logs,
    "Api": _Expansion.on_rest,
    "HttpApi": _Expansion.on_http,
}


def _files(place: Item) -> Any:
    """Where files lie: in a bucket, or in a folder that is packed first."""
    if not place.is_map:
        packed = Unknown("its files are packed into a bucket when it is deployed")
        return {"S3Bucket": Item(packed, place.span), "S3Key": place}
    names = {"Bucket": "S3Bucket", "Key": "S3Key", "Version": "S3ObjectVersion"}
    return {names.get(key, key): one.item for key, one in place.value.items()}


def _code(given: Mapping[str, Item]) -> dict[str, Any]:
    if "InlineCode" in given:
        return {"Code": {"ZipFile": given["InlineCode"]}}
    if "ImageUri" in given:
        return {"Code": {"ImageUri": given["ImageUri"]}}
    return {"Code": _files(given["CodeUri"])} if "CodeUri" in given else {}


def _settings(given: Mapping[str, Item]) -> dict[str, Any]:
    """The properties of a function that SAM spells in its own way, and all others."""
    made: dict[str, Any] = {**given, **_code(given)}
    for used in ("CodeUri", "InlineCode", "ImageUri"):
        made.pop(used, None)
    if "Tracing" in made:
        made["TracingConfig"] = {"Mode": made.pop("Tracing")}
    dead = made.pop("DeadLetterQueue", None)
    if dead is not None:
        made["DeadLetterConfig"] = {"TargetArn": dead.get("TargetArn")}
    if "Tags" in made:
        made["Tags"] = _tags(made["Tags"])
    return made


_SENDS = {
    "SQS": "sqs:SendMessage",
    "SNS": "sns:Publish",
    "Lambda": "lambda:InvokeFunction",
    "EventBridge": "events:PutEvents",
}


def _with_lost(policies: Item | None, event: Item) -> Item | None:
    """The policies of a function, and what SAM adds for what an event's records are lost to."""
    lost = event.get("Properties", "DestinationConfig", "OnFailure")
    type_, goal = (lost.get("Type"), lost.get("Destination")) if lost is not None else (None, None)
    action = _SENDS.get(str(type_.value)) if type_ is not None else None
    if action is None or goal is None or lost is None:
        return policies
    statement = {"Effect": "Allow", "Action": [action], "Resource": goal}
    written = policies.entries if policies is not None else []
    return Item([*written, _item({"Statement": [statement]}, lost.span)], lost.span)


def _with_destinations(
    policies: Item | None, made: Mapping[str, Any], invoked: Item | None, span: Span
) -> Item | None:
    """The policies of a function, and what SAM adds so that events reach their destinations."""
    goals = []
    dead = made.get("DeadLetterConfig")
    if dead is not None and not isinstance(dead, Item) and dead["TargetArn"] is not None:
        goals.append((["sqs:SendMessage", "sns:Publish"], dead["TargetArn"]))
    for side in ("OnSuccess", "OnFailure"):
        one = invoked.get("DestinationConfig", side) if invoked is not None else None
        type_, goal = (one.get("Type"), one.get("Destination")) if one is not None else (None, None)
        action = _SENDS.get(str(type_.value)) if type_ is not None else None
        if action is not None and goal is not None:
            goals.append(([action], goal))
    if not goals:
        return policies
    statements = [
        {"Effect": "Allow", "Action": actions, "Resource": goal} for actions, goal in goals
    ]
    written = policies.entries if policies is not None else []
    return Item([*written, _item({"Statement": statements}, span)], span)


def _tags(tags: Item) -> Any:
    """A map of tags as the list that other resources have."""
    if not tags.is_map:
        return tags
    return [{"Key": key, "Value": one.item} for key, one in tags.value.items()]


def _role(service: str, managed: list[str], policies: Item | None, span: Span) -> dict[str, Any]:
    """The role that SAM makes: what the resource needs, and what its Policies say."""
    inline: list[Any] = []
    further: list[Any] = list(managed)
    for policy in policies.entries if policies is not None else ():
        if policy.is_map and policy.get("Statement") is not None:
            inline.append({"PolicyName": f"policy{len(inline)}", "PolicyDocument": policy})
        elif policy.is_map and len(policy.value) == 1:
            (name, entry), *_ = policy.value.items()
            made = list(_from_template(name, entry))
            if made:
                document = {"Statement": made}
                inline.append({"PolicyName": f"policy{len(inline)}", "PolicyDocument": document})
            else:
                further.append(_item(name, entry.key))
        elif isinstance(policy.value, str):
            text = policy.value
            known = text if text.startswith("arn:") else f"arn:aws:iam::aws:policy/{text}"
            further.append(_item(known, policy.span))
        elif not policy.is_map:
            further.append(policy)
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return {
        "AssumeRolePolicyDocument": _item({"Statement": [statement]}, span),
        "ManagedPolicyArns": _item(further, span) if further else None,
        "Policies": _item(inline, span) if inline else None,
    }


def _from_template(name: str, entry: Entry) -> Iterator[Item]:
    """The statements of one of SAM's policy templates."""
    given = {key: one.item for key, one in entry.item.value.items()} if entry.item.is_map else {}
    for actions, arns in TEMPLATES.get(name, ()):
        resources: list[Any] = []
        for arn in arns:
            wanted = set(re.findall(r"\$\{(\w+)\}", arn))
            names = {one: given[one] for one in wanted if one in given}
            resources.append(_sub(arn, entry.key, names) if "${" in arn else arn)
        yield _item({"Effect": "Allow", "Action": list(actions), "Resource": resources}, entry.key)
