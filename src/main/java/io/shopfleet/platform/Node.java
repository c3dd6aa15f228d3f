package io.shopfleet.platform;

import io.micrometer.core.instrument.MeterRegistry;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.ops.Health;

/**
 * What a process gives each role it plays.
 *
 * @param bus questions and commands to other roles
 * @param rabbitmq where events travel
 * @param health where the role registers what it needs
 * @param metrics where the role counts
 */
public record Node(Bus bus, AmqpSettings rabbitmq, Health health, MeterRegistry metrics) {}
