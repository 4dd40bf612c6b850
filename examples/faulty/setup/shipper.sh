#!/bin/bash
# Fetches orders and works on them, one after the other, for ever.
# archc sets SHIPPING_WORK_URL because of the arrow `shippers -> shipping_work`.
cat > /usr/local/bin/worker <<'END'
#!/bin/bash
while true; do
  found=$(aws sqs receive-message --queue-url "$QUEUE" --wait-time-seconds 20 \
    --query 'Messages[0].[ReceiptHandle, Body]' --output text) || { sleep 10; continue; }
  [ "$found" = None ] && continue
  handle=${found%%$'\t'*} order=${found#*$'\t'}
  echo "parcels: $order"
  # Only what is done is deleted; anything else comes back after the visibility timeout.
  aws sqs delete-message --queue-url "$QUEUE" --receipt-handle "$handle"
done
END
chmod +x /usr/local/bin/worker

cat > /etc/systemd/system/worker.service <<END
[Unit]
Wants=network-online.target
After=network-online.target
[Service]
Environment=QUEUE=$SHIPPING_WORK_URL
Environment=AWS_DEFAULT_REGION=$(cut -d. -f2 <<< "$SHIPPING_WORK_URL")
ExecStart=/usr/local/bin/worker
Restart=always
[Install]
WantedBy=multi-user.target
END
systemctl enable --now worker
