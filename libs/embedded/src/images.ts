/** The public images of the same versions as the embedded services. */
export const KAFKA_IMAGE = 'apache/kafka:4.3.1';
export const POSTGRES_IMAGE = 'postgres:18';
