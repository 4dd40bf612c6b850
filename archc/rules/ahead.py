"""What the rulebook still lacks: rules that wait for a kind, and what no rule says on purpose.

A test fails as soon as a kind, or an attribute, exists that something here waits for.
"""

from __future__ import annotations

from typing import NamedTuple


class Waiting(NamedTuple):
    """A rule that nothing can break yet: its name, what it will look for, and what has to exist.

    `needs` is a kind, or an attribute as `kind.attribute`; `component` stands for every kind.
    """

    name: str
    title: str
    needs: str


class Unsaid(NamedTuple):
    """Something that one might look for among the rules, and why it is not there."""

    what: str
    why: str


WAITING = (
    # Servers.
    Waiting("only_spot_servers", "Group of spot servers alone", "scaling_group.spot"),
    Waiting(
        "launch_configuration_used",
        "Launch configuration where a launch template would do",
        "launch_configuration",
    ),
    Waiting(
        "state_that_vanishes",
        "Data on a scaling group, or on a disk that is empty after a stop",
        "instance.stateful",
    ),
    Waiting(
        "data_without_protection",
        "Server with data that may be terminated",
        "instance.stateful",
    ),
    Waiting("disk_in_other_zone", "Disk in another zone than its server", "volume"),
    Waiting(
        "group_of_classic_balancer",
        "Target group at a classic load balancer",
        "load_balancer.type",
    ),
    # Containers.
    Waiting("too_many_containers", "More than ten containers in a task", "container"),
    Waiting("wrong_cpu_and_memory", "Processor and memory that Fargate does not pair", "service"),
    Waiting("fixed_host_port", "Fixed port of a host for several tasks", "service"),
    Waiting("dynamic_port_closed", "Dynamic ports that the load balancer cannot reach", "service"),
    Waiting("tasks_share_server_role", "Tasks that use the role of their server", "service"),
    Waiting("image_out_of_reach", "Task that cannot pull its image", "service"),
    Waiting("container_without_log", "Container whose output nobody keeps", "service"),
    Waiting("task_without_network", "Fargate task without a network of its own", "service"),
    Waiting("cluster_without_servers", "Cluster of servers without one", "cluster"),
    Waiting("job_without_environment", "Queue of jobs with nothing to run them on", "job_queue"),
    Waiting("spot_jobs_without_retry", "Jobs on spot servers that are tried once", "job"),
    Waiting("polled_job", "Job that is asked for its state again and again", "job"),
    # The edge, and signing in.
    Waiting(
        "edge_function_elsewhere",
        "Function of a distribution in another region than us-east-1",
        "distribution",
    ),
    Waiting(
        "edge_function_too_large",
        "Function of a distribution beyond what the edge allows",
        "distribution",
    ),
    Waiting("sign_in_without_client", "Sign-in that no page can use", "user_pool"),
    Waiting("key_as_sign_in", "API key in place of signing in", "api_key"),
    Waiting(
        "verdict_kept_too_long", "Authorizer that remembers for too long", "authorizer.remember"
    ),
    Waiting("wrong_kind_of_api", "Usage plan or cache where the API has none", "rest_api"),
    Waiting("firewall_at_http_api", "Web firewall at an API that takes none", "waf"),
    # Workflows.
    Waiting("task_without_retry", "Task of a workflow that gives up at once", "workflow"),
    Waiting("task_not_allowed", "Task that the workflow's own role does not allow", "workflow"),
    Waiting("new_swf_workflow", "New workflow on SWF in place of Step Functions", "swf_workflow"),
    # Delivery.
    Waiting("pipeline_without_source", "Pipeline that does not begin with its source", "pipeline"),
    Waiting("artifact_from_nowhere", "Artifact that no earlier stage makes", "pipeline"),
    Waiting("deploy_role_too_narrow", "Deploy role that cannot create the template", "pipeline"),
    Waiting("capability_missing", "Template with roles and no leave to make them", "pipeline"),
    Waiting("deploy_without_approval", "Production that nobody has to approve", "pipeline"),
    Waiting("all_at_once", "New code that all callers get at once", "function.release"),
    # Watching.
    Waiting("nobody_is_told", "Group, database or queue that no alarm watches", "alarm"),
    Waiting("alarm_before_metrics", "Alarm with a period shorter than its metrics'", "alarm"),
    Waiting("alarm_ends_protected", "Alarm that is to terminate a protected server", "alarm"),
    # Data.
    Waiting(
        "personal_data_leaves",
        "Personal data that goes to another region than the design allows",
        "component.holds",
    ),
)

UNSAID = (
    # The language has no way to write it.
    Unsaid(
        "A subnet in no zone, or in two",
        "a subnet lies in one zone, and a tier is one subnet in each",
    ),
    Unsaid(
        "A server, balancer or database outside any subnet",
        "it is PLC303 already: such a kind needs its place",
    ),
    Unsaid(
        "A VPC without addresses",
        "it has a block unless one is written",
    ),
    Unsaid(
        "A load balancer and its servers in different regions",
        "REL411 and LBA506 say it of whatever is apart",
    ),
    Unsaid(
        "A VPN with one tunnel",
        "AWS gives every connection two; what a Direct Connect line lacks, CON310 says",
    ),
    Unsaid(
        "A function with too much memory, time or room in /tmp; a port beyond 65535",
        "the attribute does not accept it, TYP201",
    ),
    Unsaid(
        "A service that may not call a function or write to a queue",
        "the permission is made of the arrow, for this source alone",
    ),
    Unsaid(
        "Code that calls AWS without a role",
        "a role is made of the arrows; one that is written is proved against them, IAM901",
    ),
    Unsaid(
        "A function in a VPC without subnets or without a group",
        "its place brings both, and the right to have an interface there",
    ),
    Unsaid(
        "A log that never ends",
        "every log has a number of days, whoever writes it",
    ),
    Unsaid(
        "An API without HTTPS; a feature of REST APIs at an HTTP API",
        "the kind has no such attribute, NAM103",
    ),
    Unsaid(
        "Templates with roles that are deployed without `CAPABILITY_IAM`",
        "the deploy script asks for what the template needs",
    ),
    Unsaid(
        "A group that begins with a launch configuration",
        "a scaling group writes a launch template, the only one that new accounts can use",
    ),
    # Another rule says it, with its cause.
    Unsaid(
        "A load balancer that cannot reach its targets; a group without a way out",
        "both are blocked arrows: SGR408, or the rule that names the cause",
    ),
    Unsaid(
        "A function in a VPC that cannot reach a service",
        "ROU206 says it of everything that sends, and CON312 and CON313 of endpoints",
    ),
    Unsaid(
        "One database for a system that is one program",
        "DAT858 speaks where two entries, and so two services, write one store",
    ),
    # It would be wrong too often.
    Unsaid(
        "State kept inside a function",
        "nothing in a drawing tells it; a function without a store is right more often than wrong",
    ),
    Unsaid(
        "A public address costs money",
        "that is the price of a server on the internet, no mistake; EC2539, ROU211 and CST964 "
        "find addresses that nobody needs",
    ),
    Unsaid(
        "A value that was right some years ago",
        "only today's limits are known here, and what is beyond them is refused with the number",
    ),
    Unsaid(
        "A server that would better be a function",
        "how long and how often it works is not drawn",
    ),
    Unsaid(
        "Static pages on a server, in a lab",
        "setting up the server is the exercise; CST968 says it in production",
    ),
    Unsaid(
        "A changed setup script that reaches no running server",
        "a single design has no change in it; two versions have to be compared",
    ),
    Unsaid(
        "Members of one group that reach each other without an arrow",
        "whoever names a group as its own source means that; SGR409 looks at blocks of addresses",
    ),
    Unsaid(
        "More than a thousand open files or processes in a function",
        "only the code could tell",
    ),
)
