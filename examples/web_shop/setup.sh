#!/bin/bash
# Serves a page that names the database the shop would use.
set -euo pipefail
dnf install -y python3
mkdir -p /srv/shop
echo "shop of $(hostname), database at ${ORDERS_ADDRESS}:${ORDERS_PORT}" > /srv/shop/index.html
cat > /etc/systemd/system/shop.service <<'UNIT'
[Service]
ExecStart=/usr/bin/python3 -m http.server 8080 --directory /srv/shop
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl enable --now shop
