/**
 * The only adapter to RabbitMQ: connections that rebuild themselves, confirmed publishing and acknowledged
 * consuming. Uses config.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.amqp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
