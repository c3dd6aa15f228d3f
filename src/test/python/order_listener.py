"""Prints every order that is placed: a program outside Shopfleet, with nothing but pika.

    python3 order_listener.py amqp://user:password@host:5672/ [how many]
"""

import json
import sys

import pika

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
channel.exchange_declare("shop.events", exchange_type="topic", durable=True)
queue = channel.queue_declare("", exclusive=True).method.queue
channel.queue_bind(queue, "shop.events", routing_key="order_created")
print("listening", flush=True)

wanted = int(sys.argv[2]) if len(sys.argv) > 2 else None
for count, (method, properties, body) in enumerate(channel.consume(queue, auto_ack=True), start=1):
    event = json.loads(body)
    assert event["event"] == "order_created"
    lines = ",".join(f"{item['product_id']}x{item['quantity']}" for item in event["data"]["items"])
    print(event["data"]["order_id"], lines, flush=True)
    if count == wanted:
        break
connection.close()
