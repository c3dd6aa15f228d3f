/**
 * Orders and their lifecycle, as a saga over RabbitMQ with the inventory. Its public face is its api package and
 * its verticle. Uses the platform, user.api and inventory.api.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.order;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
