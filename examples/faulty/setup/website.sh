#!/bin/bash
# A page that says which server answered.
set -euo pipefail
dnf install -y httpd
echo "<h1>Hello from $(hostname)</h1>" > /var/www/html/index.html
systemctl enable --now httpd
