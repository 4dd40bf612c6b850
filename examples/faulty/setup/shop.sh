#!/bin/bash
# A page on port 8080 that says whether the database answers. archc hands over ORDERS_ADDRESS and
# ORDERS_PORT because of the arrow `web -> orders`. Python is part of Amazon Linux 2023.
set -euo pipefail
mkdir -p /srv/shop
if timeout 5 bash -c "exec 3<>/dev/tcp/$ORDERS_ADDRESS/$ORDERS_PORT"; then
  answer="answers"
else
  answer="does not answer"
fi
echo "<h1>Shop</h1><p>$(hostname): the database $answer.</p>" > /srv/shop/index.html
cat > /etc/systemd/system/shop.service <<'UNIT'
[Service]
ExecStart=/usr/bin/python3 -m http.server 8080 --directory /srv/shop
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now shop
