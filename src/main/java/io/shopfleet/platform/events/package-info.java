/**
 * Facts that must not be lost: the outbox that joins a transaction, its relay to RabbitMQ, and consumers with an
 * inbox and a dead-letter queue. Uses amqp, batch, db, json, trace and the contract.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.events;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
