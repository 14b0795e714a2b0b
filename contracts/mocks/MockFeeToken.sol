// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockFeeToken
 * @notice A token that burns one unit in a hundred of every transfer, and at least one.
 */
contract MockFeeToken is MockERC20 {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0) && value != 0) super._update(to, address(0), (value + 99) / 100);
    }
}
