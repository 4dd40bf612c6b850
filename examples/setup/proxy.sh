#!/bin/bash
# The web tier: Apache answers /health.html itself and passes all else to the internal balancer.
# archc hands over MIDDLE_DNS, the balancer's name, because of the arrow `web -> middle`. The
# addresses behind that name change, so Apache looks it up for every connection (disablereuse).
set -euo pipefail
dnf install -y httpd
echo "healthy" > /var/www/html/health.html
cat > /etc/httpd/conf.d/proxy.conf <<CONF
ProxyPass "/health.html" "!"
ProxyPass "/" "http://$MIDDLE_DNS:8080/" disablereuse=On
CONF
systemctl enable --now httpd
