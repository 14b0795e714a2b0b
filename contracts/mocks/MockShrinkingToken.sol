// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MockERC20} from "./MockERC20.sol";

/**
 * @title MockShrinkingToken
 * @notice A token whose balances can be made to shrink, as those of a rebasing token after a loss.
 */
contract MockShrinkingToken is MockERC20 {
    uint256 private _percent = 100;

    /// @notice Every balance becomes `percent` of what was minted and moved.
    function shrinkTo(uint256 percent) external {
        _percent = percent;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return (super.balanceOf(account) * _percent) / 100;
    }
}
