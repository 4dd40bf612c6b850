#!/bin/bash
# Asks a server on the internet which address the question came from: it is the NAT gateway's.
# Read the answer in the console: EC2, the instance, "Get system log".
set -euo pipefail
address=$(curl -sS --retry 5 --retry-connrefused https://checkip.amazonaws.com)
echo "seen from outside as $address" | tee /var/log/address.txt > /dev/console
