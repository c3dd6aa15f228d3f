/**
 * Products, prices, stock and reservations. Its public face is its api package and its verticle. Uses the
 * platform and the events of order.api.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.inventory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
