/**
 * The one JSON format that Shopfleet speaks on HTTP, the event bus and RabbitMQ. Uses only the contract.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.platform.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
