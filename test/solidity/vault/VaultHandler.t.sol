// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {TestBase} from "../helpers/TestBase.sol";

/**
 * @title VaultHandler
 * @notice Does to a vault what its users, its donors and its governors may do, within bounds, and keeps account of it.
 * Every actor begins with the same assets, and every call here must succeed.
 *
 * In a `.t.sol` file, because only these get the artifact by which the test runner knows a handler.
 */
contract VaultHandler is TestBase {
    StreamVault private _vault;
    IERC20 private _asset;
    address private _fees;
    address private _pauser;
    address private _unpauser;

    address[3] public actors;

    /// @notice Units of the asset that were deposited and withdrawn.
    uint256 public assetsIn;
    uint256 public assetsOut;

    /// @notice Units of the asset that were sent to the vault for nothing, and those of them that were skimmed.
    uint256 public donated;
    uint256 public skimmed;

    /// @notice Assets and shares, together, that an actor should have.
    mapping(address actor => uint256 amount) public wealth;

    constructor(StreamVault vault, address[3] memory actors_, address[3] memory governors) {
        _vault = vault;
        _asset = IERC20(vault.asset());
        actors = actors_;
        (_fees, _pauser, _unpauser) = (governors[0], governors[1], governors[2]);
        for (uint256 i; i < 3; ++i) {
            wealth[actors[i]] = type(uint120).max;
            vm.prank(actors[i]);
            _asset.approve(address(vault), type(uint256).max);
        }
    }

    function deposit(uint256 from, uint256 to, uint256 amount) external {
        (address caller, address receiver) = (actors[from % 3], actors[to % 3]);
        uint256 assets = _boundTo(amount, _min(_asset.balanceOf(caller), _vault.maxDeposit(receiver)));
        if (assets == 0) return;
        vm.prank(caller);
        _vault.deposit(assets, receiver);
        _paidIn(caller, receiver, assets);
    }

    function mint(uint256 from, uint256 to, uint256 amount) external {
        (address caller, address receiver) = (actors[from % 3], actors[to % 3]);
        uint256 shares = _boundTo(amount, _min(_asset.balanceOf(caller), _vault.maxMint(receiver)));
        if (shares == 0) return;
        vm.prank(caller);
        _paidIn(caller, receiver, _vault.mint(shares, receiver));
    }

    function withdraw(uint256 from, uint256 to, uint256 amount) external {
        (address owner, address receiver) = (actors[from % 3], actors[to % 3]);
        uint256 assets = _boundTo(amount, _vault.maxWithdraw(owner));
        if (assets == 0) return;
        vm.prank(owner);
        _vault.withdraw(assets, receiver, owner);
        _paidOut(owner, receiver, assets);
    }

    function redeem(uint256 from, uint256 to, uint256 amount) external {
        (address owner, address receiver) = (actors[from % 3], actors[to % 3]);
        uint256 shares = _boundTo(amount, _vault.maxRedeem(owner));
        if (shares == 0) return;
        vm.prank(owner);
        _paidOut(owner, receiver, _vault.redeem(shares, receiver, owner));
    }

    function transfer(uint256 from, uint256 to, uint256 amount) external {
        (address owner, address receiver) = (actors[from % 3], actors[to % 3]);
        uint256 shares = _boundTo(amount, _vault.balanceOf(owner));
        vm.prank(owner);
        _vault.transfer(receiver, shares);
        _moved(owner, receiver, shares);
    }

    function donate(uint256 from, uint256 amount) external {
        address actor = actors[from % 3];
        uint256 assets = _boundTo(amount, _asset.balanceOf(actor));
        vm.prank(actor);
        _asset.transfer(address(_vault), assets);
        wealth[actor] -= assets;
        donated += assets;
    }

    function skim() external {
        if (_vault.surplus() == 0) return;
        vm.prank(_fees);
        skimmed += _vault.skim(_fees);
    }

    function togglePause() external {
        bool isPaused = _vault.paused();
        vm.prank(isPaused ? _unpauser : _pauser);
        if (isPaused) _vault.unpause();
        else _vault.pause();
    }

    function _paidIn(address caller, address receiver, uint256 assets) private {
        assetsIn += assets;
        _moved(caller, receiver, assets);
    }

    function _paidOut(address owner, address receiver, uint256 assets) private {
        assetsOut += assets;
        _moved(owner, receiver, assets);
    }

    function _moved(address from, address to, uint256 amount) private {
        wealth[from] -= amount;
        wealth[to] += amount;
    }

    function _boundTo(uint256 value, uint256 max) private pure returns (uint256) {
        return _bound(value, 0, max);
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
