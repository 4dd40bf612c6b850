#!/bin/bash
# The tier behind the internal balancer: a page on port 8080 that says whether the database
# answers. archc hands over STOCK_ADDRESS and STOCK_PORT because of the arrow `app -> stock`.
set -euo pipefail
mkdir -p /srv/stock
if timeout 5 bash -c "exec 3<>/dev/tcp/$STOCK_ADDRESS/$STOCK_PORT"; then
  answer="answers"
else
  answer="does not answer"
fi
echo "<p>Application on $(hostname): the database $answer.</p>" > /srv/stock/index.html
cat > /etc/systemd/system/stock.service <<'UNIT'
[Service]
ExecStart=/usr/bin/python3 -m http.server 8080 --directory /srv/stock
Restart=always
[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now stock
