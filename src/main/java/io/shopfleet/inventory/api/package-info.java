/**
 * What the inventory service offers: addresses, commands, views and events. Uses platform.contract only.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.inventory.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
