"""What shapes and words stand for: draw.io's sets of AWS shapes, and what people write in boxes.

A shape of the current set that a kind declares as its own `icon` needs no entry here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# What frames stand for, beside kinds of the catalogue: what is drawn, and is no component.
CLOUD, ACCOUNT, REGION, ZONE, SUBNET = "cloud", "account", "region", "zone", "subnet"
VPC, GROUP, SCALING, OFFICE = "vpc", "security_group", "scaling_group", "office"
FRAMES = frozenset((CLOUD, ACCOUNT, REGION, ZONE, SUBNET, VPC, GROUP, SCALING, OFFICE))
# What shows a way, and is no thing: a line through it is one from its one side to its other.
PASSAGE = "customer_gateway"
STANDBY = "standby"  # of a database
SILENT = "silent"  # decoration that means nothing

# The names of shapes without the name of their set.
SHAPES: Mapping[str, str] = {
    "group_aws_cloud": CLOUD, "group_aws_cloud_alt": CLOUD, "group_account": ACCOUNT,
    "group_region": REGION, "group_vpc": VPC, "group_vpc2": VPC, "group_vpc3": VPC,
    "group_availability_zone": ZONE, "group_subnet": SUBNET, "group_public_subnet": SUBNET,
    "group_private_subnet": SUBNET, "group_corporate_data_center": OFFICE,
    "group_on_premise": OFFICE, "group_auto_scaling_group": SCALING,
    "aws_cloud": CLOUD, "cloud": CLOUD, "cloud_2": CLOUD, "aws_cloud_icon": CLOUD,
    "virtual_private_cloud": VPC, "virtual_private_cloud_icon": VPC, "vpc": VPC,
    "permissions": SUBNET, "permissions_2": SUBNET, "vpc_subnet_icon": SUBNET,
    "availability_zone": ZONE, "region": REGION, "security_group": GROUP,
    "auto_scaling_group": SCALING, "auto_scaling": SCALING, "auto_scaling2": SCALING,
    "auto_scaling3": SCALING,
    "corporate_data_center": OFFICE, "corporate_data_center2": OFFICE,
    "corporate_data_center_icon": OFFICE, "office_building": OFFICE,
    "ec2": "instance", "instance": "instance", "instance2": "instance", "instances": "instance",
    "instances_2": "instance", "instances2": "instance", "spot_instance": "instance",
    "optimized_instance": "instance", "ec2_instance": "instance", "ec2_instances": "instance",
    "ec2_spot_instance": "instance", "instance_with_cloudwatch": "instance",
    "instance_with_cloudwatch2": "instance", "t2_instance": "instance", "t3_instance": "instance",
    "m5_instance": "instance", "c5_instance": "instance", "x1_instance": "instance",
    "elastic_load_balancing": "load_balancer", "elastic_load_balancing_2": "load_balancer",
    "application_load_balancer": "load_balancer",
    "network_load_balancer": "network_load_balancer",
    "classic_load_balancer": "classic_load_balancer",
    "gateway_load_balancer": "gateway_load_balancer",
    "rds": "database", "rds_instance": "database", "rds_instance_alt": "database",
    "rds_db_instance": "database", "rds_db_instance2": "database",
    "rds_mysql_instance": "database:mysql", "rds_mysql_instance_alt": "database:mysql",
    "rds_mysql_db_instance": "database:mysql", "rds_mysql_db_instance_2": "database:mysql",
    "mysql_db_instance": "database:mysql", "mysql_db_instance_2": "database:mysql",
    "rds_mariadb_instance": "database:mariadb", "rds_mariadb_instance_alt": "database:mariadb",
    "rds_postgresql_instance": "database:postgres", "postgre_sql_instance": "database:postgres",
    "rds_postgresql_instance_alt": "database:postgres", "rds_postgresql": "database:postgres",
    "rds_multi_az": STANDBY, "rds_instance_standby": STANDBY, "rds_multi_az_db_cluster": STANDBY,
    "rds_db_instance_standby_multi_az": STANDBY, "rds_db_instance_standby": STANDBY,
    "lambda": "function", "lambda_function": "function",
    "s3": "bucket", "bucket": "bucket", "bucket_with_objects": "bucket", "s3_bucket": "bucket",
    "s3_bucket_with_objects": "bucket", "general_access_points": "bucket",
    "dynamodb": "table", "dynamo_db": "table", "table": "table", "dynamodb_table": "table",
    "sqs": "queue", "queue": "queue", "sqs_queue": "queue",
    "sns": "topic", "topic": "topic", "topic_2": "topic", "sns_topic": "topic",
    "api_gateway": "http_api", "endpoint": "http_api", "http_api": "http_api",
    "eventbridge": "event_bus", "eventbridge_default_event_bus": "event_bus",
    "eventbridge_custom_event_bus": "event_bus", "event_event_based": "event_rule",
    "rule_3": "event_rule", "event_time_based": "schedule", "eventbridge_scheduler": "schedule",
    "kinesis_data_streams": "stream", "kinesis_streams": "stream", "kinesis": "stream",
    "mq": "broker", "secrets_manager": "secret", "parameter_store": "parameter",
    "internet_gateway": "internet_gateway", "vpc_internet_gateway": "internet_gateway",
    "nat_gateway": "nat_gateway", "vpc_nat_gateway": "nat_gateway",
    "vpcnat_gateway": "nat_gateway",
    "vpn_gateway": "vpn_gateway", "vpc_vpn_gateway": "vpn_gateway",
    "vpn_connection": "vpn", "vpc_vpn_connection": "vpn", "site_to_site_vpn": "vpn",
    "customer_gateway": PASSAGE, "vpc_customer_gateway": PASSAGE, "router": "router",
    "vpc_router": "router",
    "peering": "peering", "vpc_peering": "peering", "endpoints": "vpc_endpoint",
    "vpc_endpoints": "vpc_endpoint", "elastic_ip": "elastic_ip", "ec2_elastic_ip": "elastic_ip",
    "elastic_ip_address": "elastic_ip", "route_table": "route_table",
    "route_53_route_table": "route_table",
    "network_access_control_list": "network_acl", "network_access_controllist": "network_acl",
    "role": "role", "iam": "role", "identity_and_access_management": "role",
    "cloudwatch_logs": "log_group", "logs": "log_group", "flow_logs": "flow_logs",
    "user": "users", "users": "users", "actor": "users", "umlactor": "users",
    "end_user": "users", "illustration_users": "users", "management_console": "users",
    "client": "users", "management_console2": "users", "mobile_client": "users",
    "mobile": "users", "illustration_devices": "users", "illustration_desktop": "users",
    "internet": "internet", "internet_2": "internet", "internet_3": "internet",
    "internet_alt1": "internet", "internet_alt2": "internet", "internet_alt22": "internet",
    "globe": "internet", "traditional_server": "third_party", "email": "email", "email_2": "email",
    "email_notification": "email",
}  # fmt: skip

# Services by the name of their shape for which a label on its own would be a guess.
_WORDS: tuple[tuple[str, str], ...] = (
    ("silent", r"legende?|key|title|notes?|notiz(?:en)?"),
    ("nat_instance", r"nat[ -]instan(?:ce|z)"),
    ("nat_gateway", r"nat(?:[ -]?(?:gateway|gw))?|ngw"),
    ("internet_gateway", r"(?:internet[ -]?gateway|igw)"),
    ("vpn_gateway", r"(?:virtual private gateway|vpn[ -]gateway|vgw)"),
    (PASSAGE, r"customer gateway|cgw"),
    ("vpn", r"(?:site[- ]to[- ]site )?vpn(?: (?:connection|tunnel))?"),
    ("transit_gateway", r"transit gateway|tgw"),
    ("peering", r"(?:vpc )?peering(?: connection)?"),
    ("network_load_balancer", r"network load[ -]?balancer|nlb"),
    ("classic_load_balancer", r"classic load[ -]?balancer|clb"),
    ("load_balancer", r"(?:application |elastic )?load[ -]?balancer|alb|elb|lastverteiler"),
    (SCALING, r"auto[ -]?scaling(?:[ -]?group)?|asg|skalierungsgruppe"),
    (GROUP, r"security[ -]group|sicherheitsgruppe|sg"),
    ("network_acl", r"network acl|nacl"),
    ("route_table", r"(?:public |private |main )?route table|routing ?tabelle"),
    (ZONE, (
        r"(?:availability[ -]zone|verf(?:ü|ue)gbarkeitszone|az)(?:[ -]?(?:[a-f]|[1-6]))?"
        r"|[a-z]{2}-[a-z]+-\d[a-f]"
    )),
    (SUBNET, r"(?:[\w-]+ ){0,2}(?:subnet|subnetz|subnetze)(?:[ -]?(?:[a-f]|\d{1,3}))?"),
    (VPC, r"(?:[\w-]+ )?(?:vpc|virtual private cloud)(?: [\w-]+)?"),
    (REGION, r"(?:aws )?region(?: [\w-]+)?|[a-z]{2}-[a-z]+-\d"),
    (CLOUD, r"(?:aws|amazon)(?: cloud)?"),
    (ACCOUNT, r"(?:aws )?account|konto"),
    (OFFICE, (
        r"(?:corporate )?data ?cent(?:er|re)|on[ -]prem(?:ises?)?|(?:head |branch )?office"
        r"|b(?:ü|ue)ro|rechenzentrum|campus|headquarters|zentrale|filiale"
    )),
    (STANDBY, (
        r"(?:rds |db |database |mysql |postgres(?:ql)? )?(?:stand-?by|multi[ -]az)"
        r"(?: (?:db|database|instance|replica))?"
    )),
    ("database", (
        r"(?:amazon )?rds(?: [\w-]+){0,3}|(?:my ?sql|maria ?db|postgre(?:s|sql)?)"
        r"(?: [\d.]+)?(?: (?:db|database|datenbank|primary|master|instance))?"
        r"|(?:[\w-]+ )?(?:database|datenbank|db)(?: (?:primary|master|server))?"
    )),
    ("table", r"(?:amazon )?dynamo ?db(?: table)?|table|tabelle"),
    ("bucket", r"(?:amazon )?s3(?: bucket)?|(?:[\w-]+ )?bucket"),
    ("queue", r"(?:amazon )?sqs(?: queue)?|(?:[\w-]+ )?(?:queue|warteschlange)"),
    ("topic", r"(?:amazon )?sns(?: topic)?|(?:[\w-]+ )?topic"),
    ("function", r"(?:aws )?lambda(?: function)?|(?:[\w-]+ )?lambda|(?:[\w-]+ )?function"),
    ("http_api", r"(?:amazon )?api gateway|(?:http|rest) api"),
    ("event_bus", r"(?:amazon )?event ?bridge|event bus"),
    ("instance", (
        r"(?:amazon )?ec2(?:[ -]instan(?:ce|z)(?:en|s)?)?(?: [\w-]+)?"
        r"|(?:[\w-]+ )?(?:web|app|application|api|file|ftp|mail|proxy|backend|frontend)?"
        r"[ -]?(?:servers?|webserver)(?:[ -]?(?:[a-f]|\d{1,4}))?"
        r"|bastion(?:[ -]host)?|jump ?(?:host|box)|vm|virtual machine|instance|instanz"
    )),
    ("users", (
        r"(?:end[ -]?|web )?(?:users?|benutzer(?:in|innen)?|nutzer(?:innen)?|kund(?:e|en|innen)"
        r"|customers?|clients?|visitors?|besucher(?:innen)?|students?|studierende|browser"
        r"|shoppers?|people|admins?|administrators?|developers?|mobile app|mobile)"
    )),
    ("internet", r"(?:the )?internet|www|world wide web"),
)  # fmt: skip
WORDS = tuple((kind, re.compile(f"(?:{spelling})")) for kind, spelling in _WORDS)

# What belongs to a design and is worked out by archc, so that an icon for it adds nothing.
DERIVED: Mapping[str, str] = {
    "security_group": "each component gets a group that lets in exactly its arrows",
    "route_table": "the tables follow from the subnets and gateways",
    "network_acl": "its rules are not in the drawing, and without it everything passes",
    "role": "each component gets the rights that its arrows need",
    "elastic_ip": "what is reached from the internet gets a public address",
    "flow_logs": "a VPC says `flow_logs` for itself",
    "router": "a VPC routes by itself",
}
