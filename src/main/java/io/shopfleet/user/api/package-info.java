/**
 * What the user service offers: addresses, commands, views and events. Uses platform.contract only.
 */
@NullMarked
@CheckReturnValue
package io.shopfleet.user.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
