"""Decodes every record of Kafka topics with confluent-kafka's own AvroDeserializer.

Usage: decode_topics.py BROKERS REGISTRY_URL TOPIC...

Nothing of the project is imported: schemas come from the registry alone. Prints one JSON object:
for each topic and partition the number of records and a SHA-256 over all fields of all records, in
the order of their offsets, and for each record type its number. Ends with 1 at the first record
that cannot be decoded.
"""

import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
# A broker that is silent for this long is a failure.
POLL_TIMEOUT_SECONDS = 30


def plain(value):
    """A field's value in JSON: instants in milliseconds since 1970, bytes in hexadecimal."""
    if isinstance(value, datetime):
        return (value - EPOCH) // MILLISECOND
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return value


def line(name, record):
    """A record in one line that another program can make again: fields sorted by name."""
    fields = {field: plain(value) for field, value in record.items()}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{name} {text}\n"


def main(brokers, registry_url, topics):
    registry = SchemaRegistryClient({"url": registry_url})
    deserialize = AvroDeserializer(registry)
    names = {}

    def name_of(value):
        schema_id = int.from_bytes(value[1:5], "big")
        if schema_id not in names:
            names[schema_id] = json.loads(registry.get_schema(schema_id).schema_str)["name"]
        return names[schema_id]

    result = {"topics": {}, "records": {}}
    for topic in topics:
        result["topics"][topic] = read_topic(brokers, topic, deserialize, name_of, result["records"])
    json.dump(result, sys.stdout)


def read_topic(brokers, topic, deserialize, name_of, counts):
    consumer = Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "contracts-python",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    try:
        partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
        digests = {partition: hashlib.sha256() for partition in partitions}
        numbers = {partition: 0 for partition in partitions}
        ends = {}
        for partition in partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
            if high > low:
                ends[partition] = high
        consumer.assign([TopicPartition(topic, partition, 0) for partition in ends])
        context = SerializationContext(topic, MessageField.VALUE)
        while ends:
            message = consumer.poll(POLL_TIMEOUT_SECONDS)
            if message is None:
                sys.exit(f"{topic}: no record for {POLL_TIMEOUT_SECONDS} s, still waiting for {ends}")
            if message.error():
                sys.exit(f"{topic}: {message.error()}")
            value = message.value()
            name = name_of(value)
            record = deserialize(value, context)
            digests[message.partition()].update(line(name, record).encode())
            numbers[message.partition()] += 1
            counts[name] = counts.get(name, 0) + 1
            if message.offset() + 1 >= ends.get(message.partition(), 0):
                ends.pop(message.partition(), None)
        return {
            str(partition): {"records": numbers[partition], "sha256": digests[partition].hexdigest()}
            for partition in partitions
        }
    finally:
        consumer.close()


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
