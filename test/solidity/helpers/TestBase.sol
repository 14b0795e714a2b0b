// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "./Vm.sol";

/**
 * @title TestBase
 * @notice What every Solidity test needs: the cheat codes, bounded inputs, and the targets of invariant tests.
 */
abstract contract TestBase {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// @dev The address at which the test runner answers, under the name that everybody knows it by.
    // solhint-disable-next-line const-name-snakecase
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address[] private _targetContracts;
    address[] private _targetSenders;
    FuzzSelector[] private _targetSelectors;

    /// @notice Contracts that an invariant test calls. Read by the test runner.
    function targetContracts() external view returns (address[] memory) {
        return _targetContracts;
    }

    /// @notice Senders that an invariant test uses; any if empty. Read by the test runner.
    function targetSenders() external view returns (address[] memory) {
        return _targetSenders;
    }

    /// @notice Functions that an invariant test calls; all if empty. Read by the test runner.
    function targetSelectors() external view returns (FuzzSelector[] memory) {
        return _targetSelectors;
    }

    /// @dev Invariant tests call `target`.
    function _targetContract(address target) internal {
        _targetContracts.push(target);
    }

    /// @dev Invariant tests send from `sender`.
    function _targetSender(address sender) internal {
        _targetSenders.push(sender);
    }

    /// @dev Invariant tests call only `selectors` of `target`.
    function _targetSelector(address target, bytes4[] memory selectors) internal {
        _targetSelectors.push(FuzzSelector(target, selectors));
    }

    /// @dev Maps `value` evenly into `[min, max]`.
    function _bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        uint256 size;
        unchecked {
            size = max - min + 1; // 0 stands for 2^256, the whole range
        }
        return size == 0 ? value : min + (value % size);
    }

    /// @dev An address with a name, for traces.
    function _named(string memory name) internal returns (address account) {
        account = address(uint160(uint256(keccak256(bytes(name)))));
        vm.label(account, name);
    }

    /// @dev Goes `secs` seconds on in time.
    function _skip(uint256 secs) internal {
        vm.warp(block.timestamp + secs);
    }
}
