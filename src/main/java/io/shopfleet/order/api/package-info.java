/**
 * What the order service offers: addresses, commands, views and events. Uses platform.contract only.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.order.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
