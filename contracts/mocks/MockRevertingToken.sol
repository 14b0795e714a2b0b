// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockRevertingToken
 * @notice A token that can be minted but never moved.
 */
contract MockRevertingToken is MockERC20 {
    /// @notice Every transfer ends in this.
    error TransferRefused(address from, address to, uint256 value);

    function _update(address from, address to, uint256 value) internal override {
        require(from == address(0), TransferRefused(from, to, value));
        super._update(from, to, value);
    }
}
